// A text in which a key waits for a value: its line is written, or what it held is taken away.
import { setValue } from "@modkeep/toml/edit"
import { parse } from "@modkeep/toml/parse"

/** @returns undefined when the text cannot be read, or has no room for the key */
export function blankKey(text: string, keyPath: readonly string[]): string | undefined {
  const { document } = parse(text)
  return document === undefined
    ? undefined
    : setValue(document, keyPath, { kind: "string", value: "" })
}

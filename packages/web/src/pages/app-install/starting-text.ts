// The text an installer starts from: the keys that nobody has set yet, each with its description above it and nothing in it.
import type { InstallableKey } from "@modkeep/contract/schemas/version"
import { setValue } from "@modkeep/toml/edit"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"

export function startingText(keys: readonly InstallableKey[]): string {
  const required = keys.filter((key) => key.required)
  const atRoot = required.filter(({ keyPath }) => keyPath.length === 1)
  const root = atRoot
    .map(({ keyPath, description }) => `${comment(description)}${formatKeyPath(keyPath)} = ""\n`)
    .join("\n")
  return required
    .filter(({ keyPath }) => keyPath.length > 1)
    .reduce((text, { keyPath }) => {
      const { document } = parse(text)
      const blank = { kind: "string", value: "" } as const
      return (document && setValue(document, keyPath, blank)) ?? text
    }, root)
}

function comment(description: string | null): string {
  if (description === null) return ""
  return `${description
    .split("\n")
    .map((line) => `# ${line.replace(/\p{Cc}/gu, " ")}`.trimEnd())
    .join("\n")}\n`
}

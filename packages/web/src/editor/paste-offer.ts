// Whether a pasted text is another form of a whole document: a .env file, JSON, the front matter of a Space.
import { importText, type ImportFormat } from "@modkeep/toml/import"
import { parse } from "@modkeep/toml/parse"

export interface PasteOffer {
  readonly pasted: string
  readonly format: Exclude<ImportFormat, "toml">
  readonly converted: string
  readonly keys: number
  readonly notes: readonly string[]
}

/** @returns undefined for TOML and for what cannot be converted: it is pasted as it is */
export function pasteOffer(pasted: string): PasteOffer | undefined {
  const { text, format, notes } = importText(pasted)
  if (format === "toml" || text === undefined) return undefined
  const keys = parse(text).document?.leaves.length ?? 0
  return keys === 0 ? undefined : { pasted, format, converted: text, keys, notes }
}

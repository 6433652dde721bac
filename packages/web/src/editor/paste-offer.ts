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

/** @returns undefined for TOML, for a single value, and for what cannot be converted: it is pasted as it is */
export function pasteOffer(pasted: string): PasteOffer | undefined {
  if (!looksWhole(pasted)) return undefined
  const { text, format, notes } = importText(pasted)
  if (format === "toml" || text === undefined) return undefined
  const keys = parse(text).document?.leaves.length ?? 0
  return keys === 0 ? undefined : { pasted, format, converted: text, keys, notes }
}

function looksWhole(text: string): boolean {
  if (/^\s*\{[^]*\}\s*$/.test(text) || /^---[ \t]*\r?\n[^]*\n---/.test(text)) return true
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !/^\s*#/.test(line))
  // `=` alone behind a name is how base64 ends.
  return (
    lines.length > 0 && lines.every((line) => /^\s*(?:export\s+)?[A-Za-z_]\w*=(?!=*$)/.test(line))
  )
}

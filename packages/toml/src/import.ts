// Turns what people have their secrets in into TOML: a .env file, JSON, or the front matter of a Hugging Face Space.
//
// Never throws. What has no place in TOML is left out and named in a note; a note never holds a value.
import { importEnv } from "./import-env.ts"
import { importFrontMatter } from "./import-front-matter.ts"
import { importJson } from "./import-json.ts"
import { parse, sizeBytesMax } from "./parse.ts"

/** Escapes and notation make a source larger than its TOML, but hardly four times. */
const charactersMax = 4 * sizeBytesMax

export type ImportFormat = "env" | "json" | "front-matter" | "toml"

export interface Imported {
  /** Undefined when nothing could be read; the notes say why. */
  readonly text: string | undefined
  readonly format: ImportFormat
  readonly notes: string[]
}

/** @returns TOML text; without a format, what the text looks like is taken */
export function importText(input: string, format: ImportFormat = guess(input)): Imported {
  if (input.length > charactersMax) {
    return { text: undefined, format, notes: ["the text is larger than a document may become"] }
  }
  const text = input.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n")
  if (format === "toml") return { text: input, format, notes: [] }
  const read = { env: importEnv, json: importJson, "front-matter": importFrontMatter }[format]
  const { text: result, notes } = read(text)
  if (result === undefined || parse(result).document !== undefined) {
    return { text: result, format, notes }
  }
  return {
    text: undefined,
    format,
    notes: [...notes, "the result is larger or deeper than a document may be"],
  }
}

function guess(input: string): ImportFormat {
  if (input.length > charactersMax) return "toml"
  const text = input.replace(/^\uFEFF/, "")
  if (/^\s*\{/.test(text)) return "json"
  if (/^---[ \t]*\r?\n/.test(text)) return "front-matter"
  // A text that is both, such as A="b", means the same in both.
  return parse(text).document === undefined ? "env" : "toml"
}

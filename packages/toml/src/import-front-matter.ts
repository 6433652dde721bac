// Reads the front matter of a Hugging Face Space, a small part of YAML: scalars, lists and nested keys.
//
// What only describes the Space itself is left out: title, SDK and the like are no secrets of the module.
import { formatKey } from "./key-path.ts"
import { writeSections } from "./write-sections.ts"
import type { TomlTable, TomlValue } from "./value.ts"

interface Read {
  readonly text: string | undefined
  readonly notes: string[]
}

const describesSpace = new Set(
  `title emoji colorFrom colorTo sdk sdk_version python_version app_file app_port base_path fullWidth header
   short_description models datasets tags thumbnail pinned hf_oauth hf_oauth_scopes hf_oauth_expiration_minutes
   disable_embedding startup_duration_timeout custom_headers preload_from_hub suggested_hardware suggested_storage
   license language library_name pipeline_tag duplicated_from`.split(/\s+/),
)

export function importFrontMatter(input: string): Read {
  const body = /^---[ \t]*\n([^]*?)(?:\n---[ \t]*(?:\n|$)|$)/.exec(input)?.[1]
  if (body === undefined)
    return { text: undefined, notes: ["there is no front matter between two lines of ---"] }
  const notes: string[] = []
  const reader = new Reader(body, notes)
  const entries = new Map<string, TomlValue>()
  const left: string[] = []
  for (const [key, value] of reader.table(0).entries) {
    if (describesSpace.has(key)) left.push(formatKey(key))
    else entries.set(key, value)
  }
  if (left.length > 0) notes.push(`left out, since they describe the Space: ${left.join(", ")}`)
  return { text: writeSections({ kind: "table", entries }), notes }
}

interface Line {
  readonly number: number
  readonly indent: number
  readonly text: string
}

class Reader {
  readonly #lines: Line[]
  readonly #notes: string[]
  #at = 0

  constructor(body: string, notes: string[]) {
    this.#notes = notes
    this.#lines = body
      .split("\n")
      // The first line of the file is the --- above.
      .map((line, index) => ({ number: index + 2, indent: line.search(/\S|$/), text: line.trim() }))
      .filter(({ text }) => text !== "" && !text.startsWith("#"))
  }

  table(indent: number): TomlTable {
    const entries = new Map<string, TomlValue>()
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (line.indent < indent) break
      this.#at++
      const pair = /^("[^"]*"|'[^']*'|[^\s:#][^:]*?)[ \t]*:(?:[ \t]+(.*))?$/.exec(line.text)
      if (pair === null || line.indent > indent) {
        this.#notes.push(`line ${line.number}: this is not a key with a value and was left out`)
        continue
      }
      const key = scalarText(pair[1] ?? "")
      entries.set(key, this.#value(pair[2] ?? "", line))
    }
    return { kind: "table", entries }
  }

  #value(text: string, line: Line): TomlValue {
    const next = this.#lines[this.#at]
    const plain = withoutComment(text)
    if (plain !== "") return scalar(plain)
    if (next?.text.startsWith("- ") === true && next.indent >= line.indent)
      return this.#list(next.indent)
    return next !== undefined && next.indent > line.indent && depthOf(next.indent) < 16
      ? this.table(next.indent)
      : { kind: "string", value: "" }
  }

  #list(indent: number): TomlValue {
    const items: TomlValue[] = []
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (line.indent !== indent || !line.text.startsWith("- ")) break
      this.#at++
      items.push(scalar(withoutComment(line.text.slice(2))))
    }
    return { kind: "array", items }
  }
}

/** Two blanks are the least that a level takes: deeper text is not front matter any more. */
function depthOf(indent: number): number {
  return Math.floor(indent / 2)
}

function withoutComment(text: string): string {
  return /^["']/.test(text) ? text.trim() : text.replace(/(?:^|\s)#.*$/, "").trim()
}

function scalar(text: string): TomlValue {
  const list = /^\[(.*)\]$/.exec(text)
  if (list !== null) {
    const items = (list[1] ?? "").split(",").map((item) => item.trim())
    return { kind: "array", items: items.filter((item) => item !== "").map(scalar) }
  }
  if (/^(?:true|false)$/.test(text)) return { kind: "boolean", value: text === "true" }
  if (/^-?(?:0|[1-9]\d{0,30})$/.test(text)) return { kind: "integer", value: BigInt(text) }
  if (/^-?\d+\.\d+$/.test(text)) return { kind: "float", value: Number(text) }
  return { kind: "string", value: scalarText(text) }
}

function scalarText(text: string): string {
  const single = /^'(.*)'$/.exec(text)?.[1]
  if (single !== undefined) return single.replaceAll("''", "'")
  const double = /^"(.*)"$/.exec(text)?.[1]
  if (double === undefined) return /^(?:null|~)$/.test(text) ? "" : text
  return double.replace(/\\(["\\nt])/g, (_, letter: string) => escapes.get(letter) ?? letter)
}

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
])

// Refuses what Streamlit before 1.66 reads differently or not at all, even in canonical form: it reads TOML with the
// `toml` library, release 0.10.2. Says which construct it is and how to write it.
import { diagnose, inOrder } from "./diagnose.ts"
import { formatKeyPath } from "./key-path.ts"
import { Positions } from "./positions.ts"
import type { Diagnostic, Range } from "./diagnostic.ts"
import type { SecretsDocument } from "./document.ts"
import type { TomlValue } from "./value.ts"

/** @returns true for releases that read with `toml` 0.10.2; false too for a text that is no release */
export function readsWithOldParser(streamlit: string): boolean {
  const [, major, minor] = /^\s*v?(\d+)(?:\.(\d+))?/.exec(streamlit) ?? []
  if (major === undefined) return false
  return Number(major) < 1 || (Number(major) === 1 && Number(minor ?? "0") < 66)
}

/** @returns one error for each key or value that the old library cannot hold; nothing when it reads all of it alike */
export function refuseOldParser(document: SecretsDocument): Diagnostic[] {
  const found: Diagnostic[] = []
  const said = new Set<string>()
  const refuse = (path: readonly string[], range: Range, { construct, mend }: Refusal) => {
    const name = formatKeyPath(path)
    if (said.has(name)) return
    said.add(name)
    const place = { range, keyPath: path }
    found.push(diagnose("streamlit.old_parser", { name, construct, mend }, place))
  }
  const positions = new Positions(document.text)
  for (const statement of document.statements) {
    if (statement.kind !== "key") {
      const bad = badKey(statement.path)
      if (bad !== undefined) refuse(bad, positions.range(statement.keySpan), keyRefusal)
    }
  }
  for (const { keyPath, keyRange, value, valueRange, within } of document.entries) {
    const bad = badKey(keyPath)
    if (bad !== undefined) refuse(bad, keyRange, keyRefusal)
    const refusal = within === undefined ? refusalOf(value) : undefined
    if (refusal !== undefined) refuse(keyPath, valueRange, refusal)
  }
  return inOrder(found)
}

interface Refusal {
  readonly construct: string
  readonly mend: string
}

const keyRefusal: Refusal = {
  construct:
    "its name is empty, or holds a quote, a backslash, a control character, or a blank at an end or beside a dot",
  mend: "rename it, best with letters, digits, _ and - only",
}

const mixedArray: Refusal = {
  construct: "the elements of an array are of different types",
  mend: "give them one type, for example 1.0 beside 2.5, or all of them in quotes",
}

const nestedTable: Refusal = {
  construct: "a table lies in an array inside an array",
  mend: "write the tables as [[sections]]",
}

const negativeZero: Refusal = { construct: "it would lose the sign of -0.0", mend: "write 0.0" }

/** All that Python's str.strip takes off an end, the plain space left out: that one is harmless inside a name. */
const oddBlank =
  /[\u0000-\u001F\u007F\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/

/** @returns the path up to the first key whose name the old library changes */
function badKey(path: readonly string[]): readonly string[] | undefined {
  const index = path.findIndex(
    (key) => key === "" || /["\\]|^ | $| \.|\. /.test(key) || oddBlank.test(key),
  )
  return index < 0 ? undefined : path.slice(0, index + 1)
}

function refusalOf(value: TomlValue): Refusal | undefined {
  if (value.kind === "float") return Object.is(value.value, -0) ? negativeZero : undefined
  if (value.kind === "table") return firstOf([...value.entries.values()])
  if (value.kind !== "array") return undefined
  if (new Set(value.items.map(pythonType)).size > 1) return mixedArray
  const holdsTables = (item: TomlValue) =>
    item.kind === "array" && item.items.some((inner) => inner.kind === "table")
  return value.items.some(holdsTables) ? nestedTable : firstOf(value.items)
}

function firstOf(values: readonly TomlValue[]): Refusal | undefined {
  for (const value of values) {
    const refusal = refusalOf(value)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function pythonType({ kind }: TomlValue): string {
  return kind === "offset-datetime" || kind === "local-datetime" ? "datetime" : kind
}

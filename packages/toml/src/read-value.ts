// Takes the value out of a node of the parser: whole numbers exact, dates in canonical text.
//
// Refuses what TOML's grammar allows and Python, which every module is, cannot hold.
import { noSuchDate, noSuchTime } from "./syntax-problems.ts"
import type { TomlValue } from "./value.ts"
import type { AST } from "toml-eslint-parser"

/** CPython's `sys.get_int_max_str_digits()`: longer ones cannot be read from text, nor exported as text. */
const integerDigitsMax = 4300

export interface ValueProblem {
  readonly problem: string
  readonly mend?: string
}

/** @returns the scalar that the node stands for, or why Python has none like it */
export function readScalar(node: AST.TOMLValue): TomlValue | ValueProblem {
  if (node.kind === "string") return { kind: "string", value: node.value }
  if (node.kind === "float") return { kind: "float", value: node.value }
  if (node.kind === "boolean") return { kind: "boolean", value: node.value }
  if (node.kind !== "integer") return readDate(node.kind, node.datetime)
  return isTooLong(node.bigint)
    ? { problem: "The number has more than 4,300 digits", mend: "put it in quotes" }
    : { kind: "integer", value: node.bigint }
}

function isTooLong(value: bigint): boolean {
  const magnitude = value < 0n ? -value : value
  // A hexadecimal digit carries 1.2 decimal ones: only near the limit does it pay to count exactly.
  return magnitude >> 13000n > 0n && magnitude.toString().length > integerDigitsMax
}

const kinds = {
  "offset-date-time": "offset-datetime",
  "local-date-time": "local-datetime",
  "local-date": "local-date",
  "local-time": "local-time",
} as const

function readDate(kind: keyof typeof kinds, text: string): TomlValue | ValueProblem {
  const parts =
    /^(\d{4}-\d\d-\d\d)?(?:[Tt ])?(\d\d:\d\d:(\d\d))?(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)?$/.exec(text)
  if (parts === null) return noSuchDate()
  const [, date, time, seconds, fraction, zone] = parts
  // The grammar allows the year 0 and the second 60; Python's datetime does not.
  if (date?.startsWith("0000")) return noSuchDate()
  if (seconds === "60") return noSuchTime()
  const micros = (fraction ?? "").slice(0, 6).padEnd(6, "0")
  const clock = time === undefined ? "" : time + (micros === "000000" ? "" : `.${micros}`)
  return {
    kind: kinds[kind],
    text: `${date ?? ""}${date !== undefined && clock !== "" ? "T" : ""}${clock}${canonicalZone(zone)}`,
  }
}

function canonicalZone(zone: string | undefined): string {
  if (zone === undefined) return ""
  return /^(?:[Zz]|[+-]00:00)$/.test(zone) ? "Z" : zone
}

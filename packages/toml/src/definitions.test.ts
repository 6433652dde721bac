import { describe, expect, test } from "vitest"
import { Definitions } from "./definitions.ts"
import { scan } from "./scan.ts"
import type { TomlValue } from "./value.ts"

const one: TomlValue = { kind: "integer", value: 1n }
const closed: TomlValue = { kind: "table", entries: new Map() }

/** `[x]`, `[[x]]` and `k = 1` one after another, dots between keys; true for each that was allowed. */
function allowed(...lines: string[]): boolean[] {
  const definitions = new Definitions()
  let section = { path: [] as readonly string[], table: definitions.root }
  return lines.map((line) => {
    const [, brackets, keys = ""] = /^(\[*)([a-z.]+)/.exec(line) ?? []
    if (brackets === "") {
      return definitions.define(section, keys.split("."), line.endsWith("{}") ? closed : one)
    }
    const opened = definitions.openSection(
      keys.split("."),
      brackets === "[[" ? "array-table" : "table",
    )
    section = opened ?? section
    return opened !== undefined
  })
}

describe("what may be defined once", () => {
  test.each([
    [
      ["a", "a"],
      [true, false],
    ],
    [
      ["a.b", "a"],
      [true, false],
    ],
    [
      ["a", "a.b"],
      [true, false],
    ],
    [
      ["a.b", "a.c"],
      [true, true],
    ],
    [
      ["[a]", "[a]"],
      [true, false],
    ],
    [
      ["[a.b]", "[a]", "[a]"],
      [true, true, false],
    ],
    [
      ["[a.b]", "[a]", "b.c"],
      [true, true, false],
    ],
    [
      ["[a]", "b.c", "[a.b]"],
      [true, true, false],
    ],
    [
      ["[a]", "b.c", "[a.b.d]"],
      [true, true, true],
    ],
    [
      ["a = {}", "[a]"],
      [true, false],
    ],
    [
      ["a = {}", "a.b"],
      [true, false],
    ],
    [
      ["a = {}", "[a.b]"],
      [true, false],
    ],
    [
      ["[[a]]", "b", "[[a]]", "b"],
      [true, true, true, true],
    ],
    [
      ["[[a]]", "[a]"],
      [true, false],
    ],
    [
      ["[a]", "[[a]]"],
      [true, false],
    ],
    [
      ["[[a.b]]", "[a]", "b.c"],
      [true, true, false],
    ],
    [
      ["[[a]]", "[a.b]", "[[a]]", "[a.b]"],
      [true, true, true, true],
    ],
    [
      ["a", "[[a]]"],
      [true, false],
    ],
  ])("%j: %j", (lines, wanted) => expect(allowed(...lines)).toEqual(wanted))
})

describe("a scan", () => {
  test("finds the bracket that is too deep, wherever strings and comments hold others", () => {
    expect(scan('# [[[\na = "[[[" + \'[[[\' """[[" [["""\nb = [[1], [[2]]]', 2).tooDeepAt).toBe(48)
    expect(scan("[".repeat(60_000), 128).tooDeepAt).toBe(128)
    expect(scan("[a]\n".repeat(300), 128).tooDeepAt).toBeUndefined()
  })

  test("finds where statements start, and starts anew after a quote that is missing", () => {
    const text = 'a = [\n1]\nb = """\nx\n"""\nc = "x\nd = \'\\\'\ne = "\\"\nf'
    expect(scan(text, 9).statementStarts.map((start) => text[start])).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
      "f",
    ])
  })
})

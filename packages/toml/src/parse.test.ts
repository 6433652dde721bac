import * as fc from "fast-check"
import { parse as smolParse } from "smol-toml"
import { describe, expect, test } from "vitest"
import { authorText, brokenText, hostileString, root } from "./documents.suite.ts"
import { writeCanonical } from "./canonical.ts"
import { parse } from "./parse.ts"
import { equalValues, valueAt } from "./value.ts"
import type { Range } from "./diagnostic.ts"

const codes = (text: string | Uint8Array) => parse(text).diagnostics.map(({ code }) => code)
const bytes = (text: string) => new TextEncoder().encode(text)

describe("places", () => {
  test("a range counts code points from 1 and ends behind the value's quotes", () => {
    const { document } = parse("é😀 = 1\n".replace("é😀", '"é😀"') + '[s]\n  "k"   = "😀x"  # c\n')
    expect(document?.leaves.map(({ keyRange, valueRange }) => [keyRange, valueRange])).toEqual([
      [at(1, 1, 5), at(1, 8, 9)],
      [at(3, 3, 6), at(3, 11, 15)],
    ])
  })

  test("a byte order mark counts nothing", () => {
    expect(parse('\uFEFFA = ""').document?.leaves[0]?.valueRange).toEqual(at(1, 5, 7))
  })

  test("carriage returns move no line and no column", () => {
    const text = 'A = 1\n\nB = """\nx\n"""\nC = 2\n'
    const ranges = (each: string) => parse(each).document?.leaves.map((leaf) => leaf.valueRange)
    expect(ranges(text.replaceAll("\n", "\r\n"))).toEqual(ranges(text))
  })

  test("every range lies in the text and holds what it names", () => {
    fc.assert(
      fc.property(fc.oneof(authorText, brokenText), (text) => {
        const { document, diagnostics } = parse(text)
        const lines = text
          .replace(/^\uFEFF/, "")
          .split("\n")
          .map((line) => Array.from(line).length)
        for (const { range } of diagnostics) expect(inside(range, lines)).toBe(true)
        for (const { keyRange, valueRange, valueSpan } of document?.leaves ?? []) {
          expect(inside(keyRange, lines) && inside(valueRange, lines)).toBe(true)
          const source = document?.text.slice(...valueSpan) ?? ""
          const value = parse(`x = ${source}`).document?.root.entries.get("x")
          const leaf = document?.leaves.find((each) => each.valueSpan === valueSpan)
          expect(value !== undefined && leaf !== undefined && equalValues(value, leaf.value)).toBe(
            true,
          )
        }
      }),
      { numRuns: 1000 },
    )
  })
})

test.each(["0", "-0", "0.0", "1", "true", "nan", "1979-05-27", "07:32:00", "'x'", '""', "[]"])(
  "%s is found whole at the very end of a text",
  (source) => {
    const [leaf] = parse(`a = ${source}`).document?.leaves ?? []
    expect(leaf?.valueSpan).toEqual([4, 4 + source.length])
  },
)

describe("limits", () => {
  test("64 KiB of UTF-8 are read and one byte more is refused", () => {
    const fill = (size: number) => `A = "${"é".repeat((size - 6) / 2)}"`
    expect(codes(fill(65_536))).toEqual([])
    expect(codes(`${fill(65_536)} `)).toEqual(["toml.too_large"])
    expect(codes(bytes(fill(65_536)))).toEqual([])
    expect(codes(bytes(`${fill(65_536)} `))).toEqual(["toml.too_large"])
  })

  test("1,000 keys are read and the 1,001st is refused where it stands", () => {
    const keys = (count: number) =>
      Array.from({ length: count }, (_, index) => `k${index} = 1\n`).join("")
    expect(codes(keys(1000))).toEqual([])
    const { diagnostics } = parse(keys(1001))
    expect(diagnostics).toMatchObject([
      { code: "toml.too_large", range: { line: 1001 }, keyPath: ["k1000"] },
    ])
  })

  test.each([
    ["arrays", (depth: number) => `a = ${"[".repeat(depth)}${"]".repeat(depth)}`],
    [
      "inline tables",
      (depth: number) => `a = ${"{a=".repeat(depth - 1)}{}${"}".repeat(depth - 1)}`,
    ],
    ["dotted keys", (depth: number) => `${"a.".repeat(depth)}a = 1`],
    ["headers", (depth: number) => `[${"a.".repeat(depth - 1)}a]\nx = 1`],
    [
      "sections and arrays together",
      (depth: number) =>
        `[${"a.".repeat(15)}a]\nx = ${"[".repeat(depth - 16)}1${"]".repeat(depth - 16)}`,
    ],
  ])("32 levels of %s are read and 33 are refused", (_, text) => {
    expect(codes(text(32))).toEqual([])
    expect(codes(text(33))).toEqual(["toml.too_deep"])
  })

  test.each([
    ["[", "["],
    ["a=[", "a=["],
    ["a={b=", "a={b="],
    ["a.", "a."],
    ["[a.b", "[a."],
    ['"', '"'],
  ])("64 KiB of %s come back as a diagnostic, not as an exhausted stack", (_, part) => {
    const text = part.repeat(Math.floor(65_536 / part.length))
    expect(parse(text).document).toBeUndefined()
    expect(parse(`${text.slice(0, 30_000)}${"]".repeat(30_000)}`).document).toBeUndefined()
  })

  test("a single value of 64 KiB is read", () => {
    const value = "x".repeat(65_000)
    expect(valueAt(parse(`A = "${value}"`).document?.root ?? fail(), ["A"])).toEqual({
      kind: "string",
      value,
    })
    expect(parse(`A = '''\n${value}'''`).diagnostics).toEqual([])
  })

  test("what Python cannot hold is refused: a second 60, a year 0, a number of 4,301 digits", () => {
    expect(codes("a = 23:59:60")).toEqual(["toml.syntax"])
    expect(codes("a = 2024-01-01T23:59:60Z")).toEqual(["toml.syntax"])
    expect(codes("a = 0000-01-01")).toEqual(["toml.syntax"])
    expect(codes(`a = ${"9".repeat(4300)}`)).toEqual([])
    expect(codes(`a = ${"9".repeat(4301)}`)).toEqual(["toml.syntax"])
    expect(codes(`a = 0x${"f".repeat(3600)}`)).toEqual(["toml.syntax"])
  })
})

describe("encodings", () => {
  test("bytes that are no UTF-8, and half a surrogate pair, are refused", () => {
    expect(codes(Uint8Array.of(0x41, 0x20, 0x3d, 0x20, 0x22, 0xff, 0x22))).toEqual([
      "toml.not_utf8",
    ])
    expect(codes('A = "\uD83D"')).toEqual(["toml.not_utf8"])
  })

  test("a text comes back as typed and is kept with LF", () => {
    for (const typed of [
      "a = 1\nb = 2\n",
      "a = 1\r\nb = 2\r\n",
      "\uFEFFa = 1\r\nb = 2",
      "a = 1\r\nb = 2\n",
      "",
      "\uFEFF",
    ]) {
      const { document } = parse(typed)
      expect(document?.typed).toBe(typed)
      expect(parse(document?.text ?? "?").document?.text).toBe(document?.text)
    }
    expect(parse("\uFEFFa = 1\r\nb = 2\r\n").document).toMatchObject({
      text: "a = 1\nb = 2\n",
      lineEnds: "crlf",
      bom: true,
    })
    expect(parse("a = 1\r\nb = 2\n").document).toMatchObject({
      text: "a = 1\r\nb = 2\n",
      lineEnds: "mixed",
    })
  })

  test("inside a value a line end is LF, however it was typed", () => {
    for (const end of ["\n", "\r\n"]) {
      const { document } = parse(`a = """${end}x${end}y"""${end}b = '''x${end}y'''\n`)
      expect(document?.leaves.map(({ value }) => value)).toEqual([
        { kind: "string", value: "x\ny" },
        { kind: "string", value: "x\ny" },
      ])
    }
  })

  test("a carriage return alone is refused, in a comment too", () => {
    expect(codes("a = 1\rb = 2\n")).toContain("toml.syntax")
    expect(codes("# x\ra = 1\n")).toContain("toml.syntax")
    expect(codes('a = """x\ry"""')).toContain("toml.syntax")
  })
})

describe("mistakes", () => {
  test("all of them are told at once, in the order of the text", () => {
    const { diagnostics, document } = parse(
      'A = hello\nB = "x\nC = 1\nC = 2\n[s]\n[s]\nD =\nE = 1 F = 2\n',
    )
    expect(document).toBeUndefined()
    expect(diagnostics.map(({ code, range: { line, column } }) => [code, line, column])).toEqual([
      ["toml.syntax", 1, 5],
      ["toml.syntax", 2, 7],
      ["toml.duplicate_key", 4, 1],
      ["toml.duplicate_key", 6, 2],
    ])
  })

  test("a line that stops short is told where it stops, not at the next one", () => {
    expect(parse("A =\n\n# c\nB = 1\n").diagnostics).toMatchObject([
      { range: { line: 1, column: 4 } },
    ])
    expect(parse("TOKEN\nB = 1\n").diagnostics).toMatchObject([{ range: { line: 1, column: 6 } }])
  })

  test("a duplicate names its whole path", () => {
    expect(parse('[a."b c"]\nx.y = 1\nx.y = 2\n').diagnostics).toMatchObject([
      { code: "toml.duplicate_key", keyPath: ["a", "b c", "x", "y"] },
    ])
  })

  test.each([
    ["a.b = 1\n[a]\nc = 2", "toml.duplicate_key"],
    ["[a]\nb.c = 1\n[a.b]\nd = 2", "toml.duplicate_key"],
    ["[a.b.c]\nz = 9\n[a]\nb.c.t = 1", "toml.duplicate_key"],
    ["a = {x = 1}\na.y = 2", "toml.duplicate_key"],
    ["a = {x = {}}\n[a.x]\ny = 1", "toml.duplicate_key"],
    ["p = []\n[[p]]\nn = 1", "toml.duplicate_key"],
    ["[[a.b]]\n[a]\nb.y = 2", "toml.duplicate_key"],
    ["[a]\n[[a]]", "toml.duplicate_key"],
    ["a = {x = 1, x = 2}", "toml.duplicate_key"],
    ["a = {x = 1,}", "toml.syntax"],
    ["a = {\nx = 1}", "toml.syntax"],
    ['a = "\\e"', "toml.syntax"],
    ["a = 07:32", "toml.syntax"],
    ["a = 1__0", "toml.syntax"],
    ["a = +0x1", "toml.syntax"],
    ["a = 2021-02-30", "toml.syntax"],
    ["a = True", "toml.syntax"],
    ['a = "\\ud800"', "toml.syntax"],
  ])("%j is refused", (text, code) => {
    expect(codes(text)).toContain(code)
    expect(parse(text).document).toBeUndefined()
  })

  test.each([
    "[a.b]\n[a]\nc = 1",
    "[a]\nb.c = 1\n[a.b.d]\ne = 1",
    "[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2",
    "a.b = 1\na.c = 2",
  ])("%j is TOML", (text) => expect(codes(text)).toEqual([]))

  test("no text at all makes it throw, and an error always says so", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string(), hostileString, brokenText),
        (text) => {
          const { document, diagnostics } = parse(text)
          expect(document === undefined).toBe(diagnostics.length > 0)
        },
      ),
      { numRuns: 3000 },
    )
    fc.assert(
      fc.property(fc.uint8Array(), (input) => void parse(input)),
      { numRuns: 1000 },
    )
  })

  test("no message holds a value", () => {
    const { diagnostics } = parse(
      'A = "canary_4711\nB = canary_4711\nC = "\\ucanary_4711"\nD = [canary_4711\n',
    )
    expect(diagnostics.length).toBeGreaterThan(2)
    expect(JSON.stringify(diagnostics)).not.toContain("canary")
  })
})

describe("values", () => {
  test("reading what was written gives the same values", () => {
    fc.assert(
      fc.property(root, (value) => {
        const { document } = parse(writeCanonical(value))
        expect(document !== undefined && equalValues(document.root, value)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test("a second parser sees the same in every text that is read", () => {
    let compared = 0
    fc.assert(
      fc.property(authorText, (text) => {
        const { document } = parse(text)
        if (document === undefined || text.includes("__proto__")) return
        const other = readBySmol(text)
        if (other === undefined) return
        compared++
        expect(Object.keys(other).toSorted()).toEqual([...document.root.entries.keys()].toSorted())
      }),
      { numRuns: 1000 },
    )
    expect(compared).toBeGreaterThan(300)
  })

  test("whole numbers keep every digit and dates become canonical", () => {
    const { document } = parse(
      "a = 123456789012345678901234567890\nb = 0xFFFF_FFFF_FFFF_FFFF\nc = 1979-05-27t07:32:00.1234567z\nd = 07:32:00.000\ne = 1979-05-27 07:32:00-00:00\n",
    )
    expect([...(document?.root.entries.values() ?? [])]).toEqual([
      { kind: "integer", value: 123456789012345678901234567890n },
      { kind: "integer", value: 0xffffffffffffffffn },
      { kind: "offset-datetime", text: "1979-05-27T07:32:00.123456Z" },
      { kind: "local-time", text: "07:32:00" },
      { kind: "offset-datetime", text: "1979-05-27T07:32:00Z" },
    ])
  })

  test("keys named __proto__, constructor and prototype are keys like others and change no prototype", () => {
    const text =
      '__proto__ = {polluted = "x"}\nconstructor.prototype.polluted = "x"\n[prototype.__proto__]\npolluted = "x"\n'
    const { document } = parse(text)
    expect(document?.leaves.map(({ keyPath }) => keyPath.join("."))).toEqual([
      "__proto__.polluted",
      "constructor.prototype.polluted",
      "prototype.__proto__.polluted",
    ])
    expect(document?.root.entries.get("__proto__")?.kind).toBe("table")
    expect("polluted" in {} || "polluted" in [] || "polluted" in Object).toBe(false)
  })

  test("an element of an array of tables has its index in the path, and keys inside arrays are found", () => {
    const { document } = parse(
      '[[s]]\nk = 1\n[[s]]\nk = 2\n[s.t]\nu = 3\n[x]\ny = [{z = ""}, [{w = 1}]]\n',
    )
    const shown = (leaves = document?.leaves) => leaves?.map(({ keyPath }) => keyPath.join("."))
    expect(shown()).toEqual(["s.0.k", "s.1.k", "s.1.t.u", "x.y"])
    expect(shown(document?.entries)).toEqual([
      "s.0.k",
      "s.1.k",
      "s.1.t.u",
      "x.y",
      "x.y.0.z",
      "x.y.1.0.w",
    ])
    expect(document?.entries[4]?.within).toEqual(["x", "y"])
  })
})

/** It refuses `[a.b.c]`, then `[a]` with `b.d = 1`, which the standard leaves open and tomllib, so Streamlit, reads. */
function readBySmol(text: string): object | undefined {
  try {
    return smolParse(text, { integersAsBigInt: "asNeeded" })
  } catch (error) {
    if (error instanceof Error && error.message.includes("trying to redefine")) return undefined
    throw error
  }
}

function at(line: number, column: number, endColumn: number): Range {
  return { line, column, endLine: line, endColumn }
}

/** The place just behind a line's end still counts: a mistake can stand there. */
function inside({ line, column, endLine, endColumn }: Range, lines: readonly number[]): boolean {
  const isBefore = line < endLine || (line === endLine && column <= endColumn)
  const fits = (row: number, place: number) =>
    row >= 1 && row <= lines.length && place >= 1 && place <= (lines[row - 1] ?? 0) + 2
  return isBefore && fits(line, column) && fits(endLine, endColumn)
}

function fail(): never {
  throw new Error("not read")
}

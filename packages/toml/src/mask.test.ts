import { createHmac } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { authorText, root } from "./documents.suite.ts"
import { checkVersion } from "./check-version.ts"
import { maskText, referencePattern, uniqueMarks } from "./mask.ts"
import { parse } from "./parse.ts"
import { unmask } from "./unmask.ts"
import { writeSections } from "./write-sections.ts"
import type { SecretsDocument } from "./document.ts"

function read(text: string): SecretsDocument {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

function baseOf(text: string) {
  const document = read(text)
  const hash = (path: readonly string[], attempt: number) =>
    createHmac("sha256", "a key of the document")
      .update(JSON.stringify([path, attempt]))
      .digest("hex")
      .slice(0, 8)
  return {
    document,
    mark: uniqueMarks(
      document.leaves.map(({ keyPath }) => keyPath),
      hash,
    ),
  }
}

const masked = (text: string) => {
  const base = baseOf(text)
  return { base, text: maskText(base.document, base.mark) }
}

/** Every reference to the same eight digits, to compare texts. */
const anonymous = (text: string) => text.replace(/<kept:[0-9a-f]{8}>/g, "<kept>")

const valid = fc
  .oneof(authorText, root.map(writeSections))
  .filter((text) => parse(text).document !== undefined)

describe("a masked text", () => {
  test("has a reference for each value and all else as typed", () => {
    const typed =
      "# who\nA = \"secret\"  # why\nB = [1,\n  2, # two\n]\n\n[s]\nc.d = 1979-05-27\ne = {f = true, \"g\" = '''x\ny'''}\n[[t]]\nh = -1.5\nblank = \"\"\n"
    expect(anonymous(masked(typed).text)).toBe(
      '# who\nA = "<kept>"  # why\nB = "<kept>"\n\n[s]\nc.d = "<kept>"\ne = {f = "<kept>", "g" = "<kept>"}\n[[t]]\nh = "<kept>"\nblank = ""\n',
    )
  })

  test("holds no value", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uuid(), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (secrets, isLong) => {
          const [first = "", ...rest] = secrets
          const lines = rest.map(
            (secret, index) =>
              `k${index} = ['''${isLong ? "\n" : ""}${secret}''', { a = "${secret}" }]`,
          )
          const { text } = masked(`A = "${first}"\n${lines.join("\n")}`)
          for (const secret of secrets) expect(text).not.toContain(secret)
        },
      ),
    )
  })

  test("says nothing about a value's length or type", () => {
    const shown = [
      '"x"',
      `"${"x".repeat(9000)}"`,
      "5",
      "[1, 2]",
      "true",
      "1979-05-27",
      '"""\nx\ny"""',
    ].map((source) => masked(`A = ${source}`).text)
    expect(new Set(shown).size).toBe(1)
  })

  test("of any document is a document of the same keys", () => {
    fc.assert(
      fc.property(valid, (text) => {
        const { base, text: shown } = masked(text)
        const paths = (document: SecretsDocument) => document.leaves.map(({ keyPath }) => keyPath)
        expect(paths(read(shown))).toEqual(paths(base.document))
      }),
      { numRuns: 500 },
    )
  })
})

describe("marks", () => {
  test("are unique in a document even where the hash is not", () => {
    const paths = Array.from({ length: 50 }, (_, index) => [`k${index}`])
    const mark = uniqueMarks(paths, (_, attempt) => attempt.toString(16).padStart(8, "0"))
    expect(new Set(paths.map(mark)).size).toBe(50)
    expect(paths.every((path) => referencePattern.test(`<kept:${mark(path)}>`))).toBe(true)
  })
})

describe("unmasking", () => {
  test("gives back every masked text byte for byte, line ends and mark included", () => {
    fc.assert(
      fc.property(
        valid,
        fc.constantFrom("", "\uFEFF"),
        fc.constantFrom("as is", "\r\n"),
        (text, bom, ends) => {
          const lf = text.replaceAll("\r\n", "\n").replaceAll("\r", "")
          const typed = bom + (ends === "\r\n" ? lf.replaceAll("\n", "\r\n") : text)
          fc.pre(parse(typed).document !== undefined)
          const { base, text: shown } = masked(typed)
          const result = unmask(shown, base)
          expect(result.diagnostics).toEqual([])
          expect(result.text).toBe(typed)
          expect(result.moved).toEqual([])
          expect(result.copied).toEqual([])
        },
      ),
      { numRuns: 1000 },
    )
  })

  test("gives back texts of mixed line ends, also where all of them lie inside a value", () => {
    for (const typed of [
      'a = """x\r\ny"""',
      'a = """x\ny"""\r\nb = 1\r\n',
      "a = 1\r\nb = 2\n",
      'a = """\r\nx\ny"""\n',
      'a = [\r\n1]\nb = """\n\r\n"""',
    ]) {
      const { base, text } = masked(typed)
      expect(unmask(text, base).text).toBe(typed)
    }
  })

  test("a value put back into a text with other line ends takes them, and stays the same value", () => {
    const { base, text } = masked('a = """x\ny"""\nb = 1\n')
    const result = unmask(text.replaceAll("\n", "\r\n"), base)
    expect(result.text).toBe('a = """x\r\ny"""\r\nb = 1\r\n')
    expect(result.document?.root).toEqual(base.document.root)
  })

  test("gives numbers, dates and arrays their type back", () => {
    const { base, text } = masked("a = 5\nb = 1979-05-27\nc = [1, 2]\nd = true\n")
    expect(unmask(text, base).document?.leaves.map(({ value }) => value.kind)).toEqual([
      "integer",
      "local-date",
      "array",
      "boolean",
    ])
  })

  test("tells kept, moved and copied values apart", () => {
    const { base } = masked('a = "1"\nb = "2"\nc = "3"\n')
    const [a, b, c] = ["a", "b", "c"].map((key) => `"<kept:${base.mark([key])}>"`)
    const result = unmask(
      `a = ${a}\nb2 = ${b}\nc = ${c}\n[s]\nc2 = ${c}\nlist = [${a}, "new"]\n`,
      base,
    )
    expect(result.text).toBe('a = "1"\nb2 = "2"\nc = "3"\n[s]\nc2 = "3"\nlist = ["1", "new"]\n')
    expect(result.kept).toEqual([["a"], ["c"]])
    expect(result.moved).toEqual([{ from: ["b"], to: ["b2"] }])
    expect(result.copied).toEqual([
      { from: ["c"], to: ["s", "c2"] },
      { from: ["a"], to: ["s", "list", "0"] },
    ])
  })

  test("a key that swaps its place with another moves both", () => {
    const { base } = masked('a = "1"\nb = "2"\n')
    const result = unmask(
      `a = "<kept:${base.mark(["b"])}>"\nb = "<kept:${base.mark(["a"])}>"\n`,
      base,
    )
    expect(result.text).toBe('a = "2"\nb = "1"\n')
    expect(result.moved).toHaveLength(2)
  })

  test.each([
    ["a reference that the base does not know", '"<kept:00000000>"', "reference.unknown"],
    ["one in an array", '["<kept:00000000>"]', "reference.unknown"],
    ["one in other quotes", "'<kept:00000000>'", "reference.unknown"],
    ["one that was changed by hand", '"<kept:3f9c2a7>"', "reference.reserved"],
    ["one inside other text", '"postgres://u:<kept:00000000>@h"', "reference.reserved"],
    ["one written with escapes", '"\\u003ckept:3f9c2a7>"', "reference.reserved"],
  ])("%s is an error where it stands", (_, source, code) => {
    for (const base of [undefined, baseOf('x = "1"')]) {
      const { diagnostics, text, document } = unmask(`\nA = ${source}`, base)
      expect(diagnostics).toMatchObject([{ code, severity: "error", range: { line: 2 } }])
      expect([text, document]).toEqual([undefined, undefined])
    }
  })

  test("a sealed value is kept, moved and copied to sealed keys only", () => {
    const { base, text } = masked('# @sealed\na = "1"\nb = "2"\n')
    const mark = `"<kept:${base.mark(["a"])}>"`
    expect(unmask(text, base).diagnostics).toEqual([])
    expect(unmask(`# @sealed\nc = ${mark}\n`, base).diagnostics).toEqual([])
    for (const open of [
      `a = ${mark}\n`,
      `c = ${mark}\n`,
      `${text}c = ${mark}\n`,
      `c = [${mark}]\n`,
    ]) {
      expect(unmask(open, base).diagnostics.map(({ code }) => code)).toEqual(["reference.sealed"])
    }
  })

  test("limits hold for the text with its values", () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `k${index}=1`)
    const { base, text } = masked(`${lines.join("\n")}\n#${"x".repeat(56_000)}`)
    expect(text.length).toBeGreaterThan(65_536)
    expect(unmask(text, base).diagnostics).toEqual([])
    const big = masked(`a = "${"x".repeat(40_000)}"`)
    const twice = unmask(`${big.text}\nb = "<kept:${big.base.mark(["a"])}>"`, big.base)
    expect(twice.diagnostics.map(({ code }) => code)).toEqual(["toml.too_large"])
  })

  test("diagnostics about the whole text are shown where the masked text has the same thing", () => {
    const { base, text } = masked('PEM = """\nx\ny\nz"""\nlist = [1,\n2]\nn = " "\n')
    const edited = `${text}OPENAI = ""\n`
    const { document, inMasked } = unmask(edited, base)
    const found = inMasked(checkVersion({ document: document ?? base.document }))
    expect(
      found.map(({ code, range }) => [code, range.line, range.column, range.endColumn]),
    ).toEqual([
      ["env.not_mapped", 2, 8, 25],
      ["secret.whitespace_only", 3, 5, 22],
      ["secret.blank", 4, 10, 12],
    ])
  })

  test("every key and value of the whole text is found where its reference stands", () => {
    fc.assert(
      fc.property(valid, fc.constantFrom("", "\uFEFF"), (text, bom) => {
        fc.pre(parse(bom + text).document !== undefined)
        const { base, text: shown } = masked(bom + text)
        const { document, inMasked } = unmask(shown, base)
        const place = { code: "secret.blank", severity: "error", message: "", keyPath: [] } as const
        const ranges = (from: SecretsDocument | undefined) =>
          (from?.leaves ?? []).flatMap(({ keyRange, valueRange }) => [keyRange, valueRange])
        const moved = inMasked(ranges(document).map((range) => ({ ...place, range })))
        expect(moved.map(({ range }) => range)).toEqual(ranges(read(shown)))
        expect(inMasked([{ ...place, range: read(text).end }])[0]?.range).toEqual(read(shown).end)
      }),
      { numRuns: 1000 },
    )
  })

  test("no text makes it throw", () => {
    const base = baseOf('a = "1"\nb = [1]\n')
    const texts = fc.sample(fc.string({ unit: "binary" }), 500)
    expect(() => texts.forEach((each) => unmask(each, base))).not.toThrow()
  })
})

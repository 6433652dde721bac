import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { changedKeys, maskedDiff } from "./diff.ts"
import { parse } from "./parse.ts"
import { redactionLeaves } from "./redaction.ts"

const read = (text: string) => parse(text).document

test("keys are added, changed or removed by their values, not by how they are written", () => {
  const before = read('A = "x"\nB = 1\nC = [1]\n[s]\nd = 1\n')
  const after = read("# new\nA = 'x'\nB = 2\ns = { d = 0x1, e = 2 }\n")
  expect(changedKeys(before, after)).toEqual({
    added: [["s", "e"]],
    changed: [["B"]],
    removed: [["C"]],
  })
  expect(changedKeys(undefined, before).added).toHaveLength(4)
})

describe("a diff of lines", () => {
  test("shows each line once where the texts agree", () => {
    const lines = maskedDiff("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n")
    expect(
      lines.map(({ kind, text }) => `${{ same: " ", added: "+", removed: "-" }[kind]}${text}`),
    ).toEqual([" a", "-b", "+x", " c", " d", "+e"])
  })

  test("gives both texts back", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 })
      .map((lines) => lines.map((line) => `${line}\n`).join(""))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = maskedDiff(before, after)
        const side = (other: string) =>
          lines.flatMap((line) => (line.kind === other ? [] : [`${line.text}\n`])).join("")
        expect(side("added")).toBe(before)
        expect(side("removed")).toBe(after)
      }),
      { numRuns: 1000 },
    )
  })

  test("ends also for texts that have nothing in common", () => {
    const many = (word: string) =>
      Array.from({ length: 5000 }, (_, index) => `${word}${index}\n`).join("")
    expect(maskedDiff(many("a"), many("b"))).toHaveLength(10_000)
  })
})

describe("redaction", () => {
  const root = read(
    'A = "pa ss/w\\"örd"\nB = "short"\nPEM = """\n-----BEGIN\nAAAABBBB\nx\n"""\nN = 123456789\nF = 1e10\nT = true\nD = 1979-05-27\n[s]\nl = ["elem-secret", "b"]\nt = [{ k = "inner-secret" }]\n',
  )?.root
  const texts = root === undefined ? [] : redactionLeaves(root)

  test("covers values, their lines, numbers as exported, and what lies in arrays", () => {
    expect(texts).toEqual(
      expect.arrayContaining([
        'pa ss/w"örd',
        "-----BEGIN",
        "AAAABBBB",
        "123456789",
        "10000000000.0",
        "elem-secret",
        "inner-secret",
      ]),
    )
  })

  test("covers the forms of JSON, Python and addresses", () => {
    expect(texts).toEqual(
      expect.arrayContaining([
        'pa ss/w\\"örd',
        'pa ss/w\\"\\u00f6rd',
        "pa%20ss%2Fw%22%C3%B6rd",
        "pa+ss%2Fw%22%C3%B6rd",
        "pa%20ss/w%22%C3%B6rd",
      ]),
    )
  })

  test("hides nothing short, and the longest first", () => {
    expect(texts.every((text) => text.length >= 6)).toBe(true)
    expect(texts.map((text) => text.length)).toEqual(
      texts.map((text) => text.length).toSorted((a, b) => b - a),
    )
  })
})

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { authorText, root, scalar } from "./documents.suite.ts"
import { removeKey, renameKey, setValue } from "./edit.ts"
import { parse } from "./parse.ts"
import { quoteLine, quoteString } from "./quote-string.ts"
import { equalValues, valueAt } from "./value.ts"
import { writeSections } from "./write-sections.ts"
import type { SecretsDocument } from "./document.ts"

function read(text: string): SecretsDocument {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(`${text}: ${JSON.stringify(diagnostics)}`)
  return document
}

const text = (value: string) => ({ kind: "string", value }) as const
const valid = fc
  .oneof(authorText, root.map(writeSections))
  .filter((each) => (parse(each).document?.leaves.length ?? 0) > 0)

describe("setting a value", () => {
  test("changes the value's characters and no other", () => {
    fc.assert(
      fc.property(valid, fc.nat(), scalar, (typed, which, value) => {
        const document = read(typed)
        const leaf = document.leaves[which % document.leaves.length]
        const result = leaf && setValue(document, leaf.keyPath, value)
        if (leaf === undefined || result === undefined) throw new Error("not set")
        const after = read(result)
        const [start, end] = leaf.valueSpan
        expect(after.text.startsWith(document.text.slice(0, start))).toBe(true)
        expect(after.text.endsWith(document.text.slice(end))).toBe(true)
        const now = valueAt(after.root, leaf.keyPath)
        expect(now !== undefined && equalValues(now, value)).toBe(true)
      }),
      { numRuns: 700 },
    )
  })

  test("keeps a byte order mark and CRLF", () => {
    expect(setValue(read("\uFEFFa = 1\r\n# c\r\nb = 2\r\n"), ["b"], text("x\ny"))).toBe(
      '\uFEFFa = 1\r\n# c\r\nb = """\r\nx\r\ny"""\r\n',
    )
  })

  test.each([
    ["", ["a"], 'a = "v"\n'],
    ["b = 1", ["a"], 'b = 1\na = "v"\n'],
    ["b = 1 # c\n\n[s]\nx = 1\n", ["a"], 'b = 1 # c\na = "v"\n\n[s]\nx = 1\n'],
    ["# top\n\n# of s\n[s]\nx = 1\n", ["a"], '# top\n\na = "v"\n\n# of s\n[s]\nx = 1\n'],
    ["[s]\n  x = 1\n\n[t]\n", ["s", "a"], '[s]\n  x = 1\n  a = "v"\n\n[t]\n'],
    ["[s]\n[t]\n", ["s", "a"], '[s]\na = "v"\n[t]\n'],
    ["s.x = 1\ny = 2\n", ["s", "a"], 's.x = 1\ns.a = "v"\ny = 2\n'],
    ["s = {x = 1}\n", ["s", "a"], 's = {x = 1, a = "v"}\n'],
    ["s = {}\n", ["s", "a b"], 's = { "a b" = "v" }\n'],
    ["[s.t]\nx = 1\n", ["s", "a"], '[s.t]\nx = 1\n\n[s]\na = "v"\n'],
    ["b = 1\n", ["s", "t", "a"], 'b = 1\n\n[s.t]\na = "v"\n'],
    ["[[s]]\nx = 1\n[[s]]\nx = 2\n", ["s", "0", "a"], '[[s]]\nx = 1\na = "v"\n[[s]]\nx = 2\n'],
    ["[[s]]\nx = 1\n", ["s", "0", "t", "a"], '[[s]]\nx = 1\nt.a = "v"\n'],
  ])("a new key in %j goes to its section", (typed, path, wanted) => {
    expect(setValue(read(typed), path, text("v"))).toBe(wanted)
  })

  test("a key below a value, and a source that brings keys of its own, have no place", () => {
    expect(setValue(read("a = 1"), ["a", "b"], text("v"))).toBeUndefined()
    expect(setValue(read("[s]\nx = 1"), ["s"], text("v"))).toBeUndefined()
    expect(setValue(read("a = 1"), ["a"], { source: '1\nb = "2"' })).toBeUndefined()
    expect(setValue(read("a = 1"), ["a"], { source: "oops" })).toBeUndefined()
  })

  test("a new key is there afterwards and every other key is as before", () => {
    fc.assert(
      fc.property(
        valid,
        fc.array(fc.constantFrom("a", "b", "new", "x y", "0"), { minLength: 1, maxLength: 3 }),
        (typed, path) => {
          const document = read(typed)
          const result = setValue(document, path, text("v"))
          if (result === undefined || valueAt(document.root, path) !== undefined) return
          const after = read(result)
          expect(valueAt(after.root, path)).toEqual(text("v"))
          // The array that holds the new key is a leaf itself, and has changed.
          const isAround = (keyPath: readonly string[]) =>
            keyPath.every((segment, index) => segment === path[index])
          for (const { keyPath, value } of document.leaves) {
            if (isAround(keyPath)) continue
            const now = valueAt(after.root, keyPath)
            expect(now !== undefined && equalValues(now, value)).toBe(true)
          }
        },
      ),
      { numRuns: 700 },
    )
  })
})

describe("removing", () => {
  test.each([
    ["a = 1\n# of b\n# @optional\nb = 2 # x\nc = 3\n", ["b"], "a = 1\nc = 3\n"],
    ["a = 1\nb = 2", ["b"], "a = 1\n"],
    ["b = [\n 1,\n]\nc = 3\n", ["b"], "c = 3\n"],
    ["s = {a = 1, b = 2, c = 3}\n", ["s", "b"], "s = {a = 1, c = 3}\n"],
    ["s = {a = 1, b = 2}\n", ["s", "b"], "s = {a = 1}\n"],
    ["s = { a = 1 }\n", ["s", "a"], "s = { }\n"],
    ["s = {a = [{b = 1}, {c = 2}], d = 3}\n", ["s", "a"], "s = {d = 3}\n"],
    ["x = 1\n[s]\na = 1\n[s.t]\nb = 2\n[u]\n", ["s"], "x = 1\n[u]\n"],
    ["[[s]]\na = 1\n[[s]]\na = 2\n", ["s", "0"], "[[s]]\na = 2\n"],
    ["s.a = 1\ns.b = 2\nt = 3\n", ["s"], "t = 3\n"],
  ])("from %j takes the key %j with its comment block", (typed, path, wanted) => {
    expect(removeKey(read(typed), path)).toBe(wanted)
  })

  test("takes that key away and no other", () => {
    fc.assert(
      fc.property(valid, fc.nat(), (typed, which) => {
        const document = read(typed)
        const leaf = document.leaves[which % document.leaves.length]
        const result = leaf && removeKey(document, leaf.keyPath)
        if (leaf === undefined || result === undefined) throw new Error("not removed")
        const left = read(result).leaves.map(({ keyPath, value }) => [keyPath, value])
        expect(left).toEqual(
          document.leaves
            .filter((each) => each !== leaf)
            .map(({ keyPath, value }) => [keyPath, value]),
        )
      }),
      { numRuns: 700 },
    )
  })

  test("nothing there: undefined", () => expect(removeKey(read("a = 1"), ["b"])).toBeUndefined())
})

describe("renaming", () => {
  test("in its section changes the name alone, elsewhere moves the value as it is written", () => {
    expect(renameKey(read("# d\ns . 'old' = 0x1F # c\n"), ["s", "old"], ["s", "new name"])).toBe(
      '# d\ns . "new name" = 0x1F # c\n',
    )
    expect(renameKey(read("a = '''x'''\n[s]\nb = 1\n"), ["a"], ["s", "a"])).toBe(
      "[s]\nb = 1\na = '''x'''\n",
    )
    expect(renameKey(read("a = 1\nb = 2\n"), ["a"], ["b"])).toBeUndefined()
  })
})

test.each(['\n"""', '\n""""', '"""\n"', '\n\\"""', '\n"" "', '""\n""'])(
  "%j, quotes where the closing ones stand, reads back as itself",
  (value) => {
    expect(valueAt(read(`a = ${quoteString(value)}`).root, ["a"])).toEqual(text(value))
  },
)

test("a quoted text reads back as itself, on one line and on several", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom('"', "\\", "\n", "a", "'", "\r", "\t") }),
      ),
      (value) => {
        fc.pre(value.isWellFormed())
        for (const source of [quoteString(value), quoteLine(value)]) {
          expect(valueAt(read(`a = ${source}`).root, ["a"])).toEqual(text(value))
        }
        expect(quoteLine(value)).not.toContain("\n")
      },
    ),
    { numRuns: 1000 },
  )
})

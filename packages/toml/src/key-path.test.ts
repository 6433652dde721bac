import * as fc from "fast-check"
import { expect, test } from "vitest"
import { formatKeyPath, parseKeyPath } from "./key-path.ts"
import { parse } from "./parse.ts"

test("formatting and parsing are each other's inverse for any keys", () => {
  const key = fc.string({ unit: "binary" }).filter((each) => each.isWellFormed())
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), (path) => {
      expect(parseKeyPath(formatKeyPath(path))).toEqual(path)
    }),
    { numRuns: 1000 },
  )
})

test("a formatted path is a key of TOML", () => {
  const path = ["a", "b.c", 'd"\\', "", "é\n"]
  expect(formatKeyPath(path)).toBe('a."b.c"."d\\"\\\\".""."é\\n"')
  expect(parse(`${formatKeyPath(path)} = 1`).document?.leaves[0]?.keyPath).toEqual(path)
})

test.each(["", "a.", ".a", "a..b", "a b", '"a', "a=", "'a\n'", '"\\x"', '"\\ud800"', "é"])(
  "%j is no key path",
  (text) => expect(parseKeyPath(text)).toBeUndefined(),
)

test("blanks around dots and both quotes are understood", () => {
  expect(parseKeyPath(" a . 'b.c' .\"\\u00e9\" ")).toEqual(["a", "b.c", "é"])
})

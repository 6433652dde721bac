import { pathKey, type SecretsDocument } from "@modkeep/toml/document"
import { effective } from "@modkeep/toml/layers"
import { parse } from "@modkeep/toml/parse"
import * as fc from "fast-check"
import { expect, test } from "vitest"

import { mayBlank } from "./may-blank.ts"

function read(text: string): SecretsDocument {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

test.each([
  ["a value is taken away", 'A = "x"', 'A = ""', true],
  ["a blank key is added", "", 'A = ""', true],
  ["a blank key is no longer optional", '# @optional\nA = ""', 'A = ""', true],
  ["an optional key is gone", '# @optional\nA = "x"', "", true],
  ["a key inside an array is no longer optional", '# @optional\nA = [{ b = "" }]', "A = [1]", true],
  ["a key was blank before", 'A = ""\nB = 1', 'A = ""\nB = 2', false],
  ["a blank key is filled", 'A = ""', 'A = "x"', false],
  ["a blank key is gone", 'A = ""', "", false],
])("%s: %j → %j", (_what, now, next, expected) => {
  expect(mayBlank(read(now), read(next))).toBe(expected)
})

const value = fc.constantFrom('""', '""', '"x"', "1", '["", 1]', '{ p = "" }', '[{ q = "" }]')
const line = (key: string) =>
  fc.option(
    fc
      .tuple(fc.boolean(), value)
      .map(([isOptional, text]) => `${isOptional ? "# @optional\n" : ""}${key} = ${text}\n`),
    { nil: "" },
  )
const document = fc
  .tuple(line("a"), line("b"), fc.boolean(), line("a"), line("b"))
  .map(([a, b, hasSection, c, d]) => read(a + b + (hasSection ? `[s]\n${c}${d}` : "")))

test("whatever an install sets, no key is newly blank in it unless it was said that one may be", () => {
  fc.assert(
    fc.property(document, document, document, (now, next, install) => {
      fc.pre(!mayBlank(now, next))
      const before = new Set(effective(now, install).blanks.map(pathKey))
      const anew = effective(next, install).blanks.filter((path) => !before.has(pathKey(path)))
      expect(anew).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

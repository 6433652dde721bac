import { parse } from "@modkeep/toml/parse"
import { expect, test } from "vitest"

import { typedValues } from "./typed-values.ts"

function hidden(text: string, template?: string): string[] {
  const { document, partial } = parse(text)
  const held = template === undefined ? undefined : parse(template).document
  return typedValues(text, document ?? partial, held).spans.map((span) => text.slice(...span))
}

test("what a person typed is hidden; references, blanks, booleans and the template's own text are not", () => {
  const text = 'A = "typed"\nB = "sample"\nC = ""\nD = true\nE = "<kept:3f9c2a71>"\nF = 42\n'
  expect(hidden(text, 'B = "sample"\nA = "other"\n')).toEqual(['"typed"', "42"])
})

test("in lines that cannot be read everything behind the first = is hidden, and lines without one as a whole", () => {
  expect(hidden('A = "x"\nB = unquoted\nsk-live-123\n# comment\n')).toEqual([
    '"x"',
    "unquoted",
    "sk-live-123",
  ])
})

test("a text that was typed a moment ago and is not read yet is hidden too", () => {
  const spans = typedValues('A = "xy"', parse('A = "x"').document, undefined).spans
  expect(spans.map((span) => 'A = "xy"'.slice(...span))).toEqual(['"xy"'])
})

import { expect, test } from "vitest"

import { coverTyped } from "./cover-typed.ts"

test("what was typed is covered, what is stored, blank or said in comments stays", () => {
  const text =
    '# for the demo\nA = "typed"\nB = "<kept:0123abcd>"\nC = ""\nD = [1,\n 2]\nE = true\n'
  expect(coverTyped(text)).toBe(
    '# for the demo\nA = "•••• new"\nB = "<kept:0123abcd>"\nC = ""\nD = "•••• new"\nE = true\n',
  )
})

test("a text that cannot be read shows no value either", () => {
  expect(coverTyped('A = "typed\nB = secret-value')).not.toMatch(/typed|secret-value/)
})

import { expect, test } from "vitest"

import { rebaseText } from "./rebase-text.ts"

test("what I typed stays, what I only kept becomes what somebody else stored meanwhile", () => {
  const mine = 'A = "typed by me"\nB = "<kept:bbbbbbb1>" # mine\nC = "<kept:ccccccc1>"\n'
  const theirs = 'A = "<kept:aaaaaaa2>"\nB = "<kept:bbbbbbb2>"\nC = "<kept:ccccccc1>"\n'
  expect(rebaseText(mine, theirs)).toBe(
    'A = "typed by me"\nB = "<kept:bbbbbbb2>" # mine\nC = "<kept:ccccccc1>"\n',
  )
})

test("a key that somebody else took out is a blank that a save refuses, not a silent loss", () => {
  expect(rebaseText('A = "<kept:aaaaaaa1>"\n', "")).toBe('A = ""\n')
})

test("a text that cannot be read is left as it is", () => {
  expect(rebaseText('A = "', 'B = "<kept:bbbbbbb2>"\n')).toBe('A = "')
})

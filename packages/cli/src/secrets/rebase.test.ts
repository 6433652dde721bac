import { expect, test } from "vitest"
import { rebase } from "./rebase.ts"

const base =
  '# shared\nA = "<kept:00000001>"\nB = "<kept:00000002>"\n\n[db]\nuser = "<kept:00000003>"\n'

test("what only they changed, added or removed is taken over; what I changed stays", () => {
  const theirs = base
    .replace("00000002", "0000000b")
    .replace('user = "<kept:00000003>"\n', 'host = "<kept:0000000c>"\n')
  const mine = base.replace('"<kept:00000001>"', '"new value"')
  expect(rebase({ base, theirs, mine })).toEqual({
    text: '# shared\nA = "new value"\nB = "<kept:0000000b>"\n\n[db]\nhost = "<kept:0000000c>"\n',
    isWhole: true,
    both: [],
  })
})

test("a key that both changed is named, and mine stands", () => {
  const theirs = base.replace("00000001", "0000000a")
  const mine = base.replace('"<kept:00000001>"', '"new value"')
  expect(rebase({ base, theirs, mine })).toEqual({ text: mine, isWhole: true, both: ["A"] })
})

test("a key that I removed stays removed, and is named when they changed it", () => {
  const theirs = base.replace("00000002", "0000000b")
  const mine = base.replace('B = "<kept:00000002>"\n', "")
  expect(rebase({ base, theirs, mine })).toEqual({ text: mine, isWhole: true, both: ["B"] })
})

test("a text of mine that cannot be read is left alone", () => {
  const mine = 'A = "open\n'
  expect(rebase({ base, theirs: base, mine })).toEqual({ text: mine, isWhole: false, both: [] })
})

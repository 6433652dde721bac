import { parse } from "@modkeep/toml/parse"
import { expect, test } from "vitest"

import { mergeImport } from "./merge-import.ts"

function merge(text: string, imported: string): string | undefined {
  const [into, from] = [parse(text).document, parse(imported).document]
  if (into === undefined || from === undefined) throw new Error("not TOML")
  return mergeImport(into, from)
}

test("keys that are there take the new value, others join their section, and all else stays as it is", () => {
  const text = '# top\nA = "" # here\nKEPT = "<kept:3f9c2a71>"\n\n[db]\nuser = "u"\n'
  const imported = 'A = "1"\nB = "2"\n[db]\npassword = "p"\nuser = ""\n'
  expect(merge(text, imported)).toBe(
    '# top\nA = "1" # here\nKEPT = "<kept:3f9c2a71>"\nB = "2"\n\n[db]\nuser = "u"\npassword = "p"\n',
  )
})

test("an empty text becomes the converted one, a CRLF text stays one", () => {
  expect(merge("# only a comment\n", 'A = "1"\n')).toBe('# only a comment\nA = "1"\n')
  expect(merge('A = ""\r\n', 'A = "1"\nB = "2"\n')).toBe('A = "1"\r\nB = "2"\r\n')
})

test("a section where a value stands is not forced in", () => {
  expect(merge('db = "url"\n', '[db]\nuser = "u"\n')).toBeUndefined()
})

test("1,000 keys are laid in within a second", () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => `KEY_${n} = "${n}"\n`).join("")
  const before = performance.now()
  expect(parse(merge(lines(400), lines(900)) ?? "").document?.leaves.length).toBe(900)
  expect(performance.now() - before).toBeLessThan(1_000)
})

import { checkText } from "#editor/check-text.ts"
import { keyMarks } from "#editor/key-marks.ts"
import { expect, test } from "vitest"

import { secretsWords } from "./secrets-words.ts"

const words = (start: string, text: string) =>
  secretsWords(keyMarks(checkText(text, { kind: "version" }), { kind: "version" }), start)

test("against a latest version it counts what is kept, changed, added, left out and missing", () => {
  const start = ["A", "B", "C"].map((key, at) => `${key} = "<kept:0000000${at}>"\n`).join("")
  expect(words(`${start}D = ""\n`, `${start}D = ""\n`)).toBe(
    "3 kept from the latest version, 1 still without a value",
  )
  expect(words(start, 'A = "<kept:00000000>"\nB = "new"\nD = "own"\n')).toBe(
    "1 kept from the latest version, 1 changed, 1 added, 1 left out",
  )
})

test("a first version has nothing to keep", () => {
  expect(words('A = ""\n', 'A = "x"\n# @install\nB = ""\n')).toBe(
    "1 to be saved, 1 left to each install",
  )
  expect(words("", "")).toBe("none")
})

import { expect, test } from "vitest"

import { fromEditing, kindOfText, toEditing } from "./editing-text.ts"

test.each(["", "A = 1\n", "A = 1\r\nB = 2\r\n", "\uFEFFA = 1\r\n", "A = 1\nB = 2\r\n", "\uFEFF"])(
  "%j comes back as it was when nothing is edited",
  (text) => {
    const kind = kindOfText(text)
    expect(fromEditing(toEditing(text, kind), kind)).toBe(text)
  },
)

test("a line that is typed into a CRLF text ends as the others do", () => {
  const kind = kindOfText("A = 1\r\n")
  expect(fromEditing("A = 1\nB = 2\n", kind)).toBe("A = 1\r\nB = 2\r\n")
})

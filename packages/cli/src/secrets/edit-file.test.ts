import { expect, test } from "vitest"
import { addNotes, removeNotes } from "./edit-file.ts"

test.each([
  ["plain text", 'A = "1"\n'],
  ["text with a byte order mark", '\uFEFFA = "1"\n'],
  ["text with CRLF", 'A = "1"\r\nB = 2\r\n'],
  ["a comment that looks like a note, below the top", 'A = "1"\n#!! mine\n'],
  ["nothing", ""],
])("notes above %s leave no trace in it", (_, text) => {
  const noted = addNotes(text, ["one", "two"])
  expect(noted.replace("\uFEFF", "").startsWith("#!! one")).toBe(true)
  expect(removeNotes(noted)).toBe(text)
})

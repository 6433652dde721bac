import { expect, test } from "vitest"

import { startingText } from "./starting-text.ts"

const key = (keyPath: string[], more: object = {}) => ({
  ...{ path: keyPath.join("."), keyPath, type: "string", required: true, set: false },
  ...{ description: null, readBy: [] },
  ...more,
})

test("only what must be set stands in the text, described, in its section, with nothing in it", () => {
  const keys = [
    key(["OPENAI_API_KEY"], { description: "From platform.openai.com\nsecond line" }),
    key(["MODEL"], { required: false, set: true }),
    key(["db", "password"]),
    key(["USER"]),
  ]
  expect(startingText(keys)).toBe(
    '# From platform.openai.com\n# second line\nOPENAI_API_KEY = ""\n\nUSER = ""\n\n[db]\npassword = ""\n',
  )
  expect(startingText([])).toBe("")
})

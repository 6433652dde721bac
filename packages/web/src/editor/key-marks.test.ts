import { expect, test } from "vitest"

import { checkText } from "./check-text.ts"
import type { EditorContext } from "./editor-context.ts"
import { keyMarks } from "./key-marks.ts"

function marks(text: string, context: EditorContext): string[] {
  return keyMarks(checkText(text, context), context).map(({ name, mark }) => `${name} ${mark}`)
}

test("every name has one mark, in the order of the text, and what is not in it comes after", () => {
  const context: EditorContext = {
    kind: "version",
    template: 'BLANK = ""\nGONE = ""\n',
    reads: [
      { keyPath: ["REGION"], file: "app.py", line: 12, source: "secret", optional: false },
      { keyPath: ["LOG"], file: "app.py", line: 13, source: "environment", optional: true },
      { keyPath: ["q"], file: "app.py", line: 14, source: "query", optional: false },
    ],
  }
  const text =
    'BLANK = ""\nTYPED = "x"\nKEPT = "<kept:3f9c2a71>"\n# @optional\nMAY = ""\n# @install\nEACH = ""\n'
  expect(marks(text, context)).toEqual([
    "BLANK needs",
    "TYPED saved",
    "KEPT stored",
    "MAY optional",
    "EACH install",
    "GONE needs",
    "REGION read",
    "LOG optional",
  ])
})

test("an install's list tells what the version holds from what the install has to fill", () => {
  const key = { readBy: [], origin: "version" } as const
  const keys = [
    { ...key, keyPath: ["MODEL"], required: true, set: true },
    { ...key, keyPath: ["TOKEN"], required: true, set: false },
  ]
  expect(marks("", { kind: "install", keys })).toEqual(["MODEL version", "TOKEN needs"])
})

import { EditorState, type TransactionSpec } from "@codemirror/state"
import { expect, test } from "vitest"

import { fromOutside } from "./from-outside.ts"
import { referenceAtoms } from "./reference-atoms.ts"

const text = 'A = "<kept:3f9c2a71>" # note\n'
const [start, end] = [text.indexOf('"'), text.lastIndexOf('"') + 1]

function after(spec: TransactionSpec): string {
  const state = EditorState.create({ doc: text, extensions: referenceAtoms })
  return state.update(spec).state.doc.toString()
}

test("a change to a part of a stored value does not happen; beside it and over the whole of it it does", () => {
  const parts = [
    { from: start + 3, to: start + 5 },
    { from: start + 3, insert: "x" },
    { from: 0, to: start + 2 },
    { from: end - 1, to: end + 3 },
  ]
  for (const changes of parts) expect(after({ changes })).toBe(text)
  expect(after({ changes: { from: end, insert: " " } })).toBe(text.replace(" #", "  #"))
  expect(after({ changes: { from: start, to: end, insert: '"x"' } })).toBe('A = "x" # note\n')
  expect(after({ changes: { from: 0, to: text.length } })).toBe("")
})

test("what the page itself changes is not held back", () => {
  const changes = { from: start + 7, to: start + 9, insert: "00" }
  expect(after({ changes, annotations: fromOutside.of(true) })).not.toBe(text)
})

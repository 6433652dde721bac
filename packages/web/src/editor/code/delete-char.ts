// Backspace and Delete: the selection, else one character as people count them, a mark on a letter included.
//
// The ready-made commands also take an indentation back by its unit, and with it 18 KB of the language package for code.
import { EditorSelection, findClusterBreak } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"

export const deleteCharBackward = (view: EditorView): boolean => deleteChar(view, false)
export const deleteCharForward = (view: EditorView): boolean => deleteChar(view, true)

function deleteChar(view: EditorView, forward: boolean): boolean {
  const { state } = view
  let event = "delete.selection"
  const change = state.changeByRange((range) => {
    let { from, to } = range
    if (range.empty) {
      event = forward ? "delete.forward" : "delete.backward"
      const end = charEnd(view, from, forward)
      from = Math.min(from, end)
      to = Math.max(to, end)
    }
    if (from === to) return { range }
    return { changes: { from, to }, range: EditorSelection.cursor(from) }
  })
  if (change.changes.empty) return false
  view.dispatch(state.update(change, { scrollIntoView: true, userEvent: event }))
  return true
}

/** At the edge of a line the character is the line end. */
function charEnd({ state }: EditorView, at: number, forward: boolean): number {
  const line = state.doc.lineAt(at)
  const end = line.from + findClusterBreak(line.text, at - line.from, forward, forward)
  if (end !== at) return end
  return Math.max(0, Math.min(state.doc.length, at + (forward ? 1 : -1)))
}

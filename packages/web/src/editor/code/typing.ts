// Text typed over a selection is put in by the editor, not by the browser.
//
// Chromium keeps the look of what a keystroke replaces: it puts a `<span style>` into the page, which the policy refuses and reports,
// and which the editor would take out again. Compositions cannot be held back, and bring no such span.
import { EditorView } from "@codemirror/view"

export const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event
    const { from, to, empty } = view.state.selection.main
    if (inputType !== "insertText" || data === null || empty || event.isComposing) return false
    event.preventDefault()
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: data },
        selection: { anchor: from + data.length },
        userEvent: "input.type",
        scrollIntoView: true,
      })
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert())
    return true
  },
})

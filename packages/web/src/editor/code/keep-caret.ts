// Puts the browser's caret back to where the editor has it, after marks around the text were drawn anew.
//
// Drawing marks moves the text's node, and the browser then puts the caret to the start. CodeMirror sets it right, but not in the first
// 200 ms of its focus (6.43.15): it compares with what it last read, and that names the same node and offset. What is typed next would
// stand before everything else.
import type { EditorView } from "@codemirror/view"

export function keepCaret(view: EditorView): void {
  const shown = document.getSelection()
  if (!view.hasFocus || shown?.anchorNode == null || shown.focusNode === null) return
  const { contentDOM } = view
  if (!contentDOM.contains(shown.anchorNode) || !contentDOM.contains(shown.focusNode)) return
  const { anchor, head } = view.state.selection.main
  const isThere =
    view.posAtDOM(shown.anchorNode, shown.anchorOffset) === anchor &&
    view.posAtDOM(shown.focusNode, shown.focusOffset) === head
  if (isThere) return
  const [from, to] = [view.domAtPos(anchor), view.domAtPos(head)]
  shown.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
}

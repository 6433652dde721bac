// References of a masked text, each drawn as one thing: arrows pass over it, a double click takes it whole, Backspace leaves a
// blank, typing on it begins a new value, and a change to a part of it does not happen.
import { quoteString } from "@modkeep/toml/quote-string"
import { EditorState, Prec, RangeSet, StateField, type Text } from "@codemirror/state"
import { Decoration, EditorView, keymap, WidgetType } from "@codemirror/view"

import { fromOutside } from "./from-outside.ts"

const pattern = /(["'])<kept:[0-9a-f]{8}>\1/g

class Kept extends WidgetType {
  override eq(): boolean {
    return true
  }

  override toDOM(): HTMLElement {
    const shown = document.createElement("span")
    shown.className = "mk-kept"
    shown.textContent = "•••• kept"
    return shown
  }

  override ignoreEvent(): boolean {
    return false
  }
}

const drawn = Decoration.replace({ widget: new Kept() })

function atomsIn(text: Text): RangeSet<Decoration> {
  const found = [...text.toString().matchAll(pattern)]
  return RangeSet.of(found.map((match) => drawn.range(match.index, match.index + match[0].length)))
}

const atoms = StateField.define<RangeSet<Decoration>>({
  create: (state) => atomsIn(state.doc),
  update: (set, transaction) => (transaction.docChanged ? atomsIn(transaction.newDoc) : set),
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
})

interface Atom {
  readonly from: number
  readonly to: number
}

/** The reference that the range is, or that touches it where the range is a place between characters. */
function atomAt(state: EditorState, from: number, to: number): Atom | undefined {
  const found: Atom[] = []
  state.field(atoms).between(from, to, (start, end) => {
    const isWhole = start === from && end === to
    if (isWhole || (from === to && (start === from || end === from)))
      found.push({ from: start, to: end })
  })
  return found[0]
}

function replace(view: EditorView, atom: Atom, source: string, caret: number): boolean {
  view.dispatch({
    changes: { ...atom, insert: source },
    selection: { anchor: atom.from + caret },
    userEvent: "input",
    scrollIntoView: true,
  })
  return true
}

/** Backspace behind it, Delete before it, either of them on it. */
function erase(view: EditorView, edge: "from" | "to"): boolean {
  const { from, to, empty } = view.state.selection.main
  const atom = atomAt(view.state, from, to)
  if (atom === undefined || (empty && atom[edge] !== from)) return false
  return replace(view, atom, '""', 1)
}

function typeOver(view: EditorView, range: readonly [number, number], text: string): boolean {
  const [from, to] = range
  const atom = atomAt(view.state, from, to)
  if (atom === undefined) return false
  // Beside it these go on with the line: a comment, the next element of an array.
  if (from === to && /^[\s,#\]}]/.test(text)) return false
  const source = /^["']$/.test(text) ? `${text}${text}` : quoteString(text)
  return replace(view, atom, source, source.length - 1)
}

const keepWhole = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.annotation(fromOutside) === true) return transaction
  if (transaction.isUserEvent("undo") || transaction.isUserEvent("redo")) return transaction
  let isPart = false
  transaction.changes.iterChangedRanges((from, to) => {
    transaction.startState.field(atoms).between(from, to, (start, end) => {
      const touches = from < end && to > start
      if (touches && !(from <= start && to >= end)) isPart = true
    })
  })
  return isPart ? [] : transaction
})

const selectWhole = EditorView.domEventHandlers({
  mousedown(event, view) {
    const target = event.target instanceof Element ? event.target.closest(".mk-kept") : null
    if (target === null || event.detail !== 2) return false
    const at = view.posAtDOM(target)
    const atom = atomAt(view.state, at, at)
    if (atom === undefined) return false
    view.dispatch({ selection: { anchor: atom.from, head: atom.to } })
    view.focus()
    event.preventDefault()
    return true
  },
})

export const referenceAtoms = [
  atoms,
  keepWhole,
  selectWhole,
  EditorView.inputHandler.of((view, from, to, text) => typeOver(view, [from, to], text)),
  Prec.high(
    keymap.of([
      { key: "Backspace", run: (view) => erase(view, "to") },
      { key: "Delete", run: (view) => erase(view, "from") },
    ]),
  ),
]

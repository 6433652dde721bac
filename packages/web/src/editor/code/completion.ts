// A list of what may be written at the caret. It comes by itself while a word is being written, and by Ctrl+Space anywhere.
//
// Arrows choose, Enter writes, Esc closes the list and nothing else; Tab leaves the text, as it always does. The list is a listbox
// that belongs to the text: focus stays there, and a screen reader is told which line the arrows are at.
import { Prec, type Extension } from "@codemirror/state"
import { EditorView, keymap, showTooltip, tooltips } from "@codemirror/view"

import type { Offers } from "../complete/offers.ts"
import { changeTo } from "./change-to.ts"
import { offerList } from "./offer-list.ts"
import { type FindOffers, show, shownOffers } from "./shown-offers.ts"

let editors = 0

export function completion(find: FindOffers): Extension {
  const id = `mk-offers-${(editors += 1)}`
  const field = shownOffers(find)
  const offersOf = (view: EditorView) => view.state.field(field)
  const ask = (view: EditorView): boolean => {
    const { doc, selection } = view.state
    const offers = selection.main.empty
      ? find(doc.toString(), selection.main.head, true)
      : undefined
    const said = offers === undefined ? "Nothing is offered here." : countOf(offers)
    view.dispatch({ effects: [show.of(offers), EditorView.announce.of(said)] })
    return true
  }
  const close = (view: EditorView): boolean => {
    if (offersOf(view) === undefined) return false
    view.dispatch({ effects: show.of(undefined) })
    return true
  }
  const move = (view: EditorView, by: number): boolean => {
    const offers = offersOf(view)
    if (offers === undefined) return false
    const { length } = offers.list
    view.dispatch({ effects: show.of({ ...offers, at: (offers.at + by + length) % length }) })
    return true
  }
  const take = (view: EditorView, at?: number): boolean => {
    const offers = offersOf(view)
    if (offers === undefined) return false
    const written = offers.list[at ?? offers.at]?.write()
    if (written === undefined) return close(view)
    const { body, start, end } = written
    view.dispatch({
      changes: changeTo(view.state.doc.toString(), body) ?? [],
      selection: { anchor: start, head: end },
      // A section leads to its names, `@type=` to what may follow it.
      effects: show.of(start === end ? find(body, start, true) : undefined),
      userEvent: "input.complete",
      scrollIntoView: true,
    })
    return true
  }
  const tooltip = offerList({ id, offersOf, take })
  return [
    field,
    tooltips({ tooltipSpace: insideWindow }),
    showTooltip.compute([field], (state) => {
      const offers = state.field(field)
      return offers === undefined ? null : { pos: offers.from, create: tooltip }
    }),
    EditorView.contentAttributes.compute([field], (state) => {
      const offers = state.field(field)
      const is = { "aria-autocomplete": "list", "aria-haspopup": "listbox" }
      if (offers === undefined) return is
      return { ...is, "aria-controls": id, "aria-activedescendant": `${id}-${offers.at}` }
    }),
    EditorView.domEventHandlers({ blur: (_, view) => void close(view) }),
    Prec.high(
      keymap.of([
        { key: "Ctrl-Space", run: ask, preventDefault: true },
        // Ctrl+Space changes the keyboard's language there.
        { mac: "Alt-i", run: ask },
        { key: "ArrowDown", run: (view) => move(view, 1) },
        { key: "ArrowUp", run: (view) => move(view, -1) },
        { key: "Enter", run: (view) => take(view) },
        { key: "Escape", run: close, stopPropagation: true },
      ]),
    ),
  ]
}

const MARGIN = 8

function insideWindow() {
  const { clientWidth, clientHeight } = document.documentElement
  return { top: MARGIN, left: MARGIN, right: clientWidth - MARGIN, bottom: clientHeight - MARGIN }
}

function countOf({ list }: Offers): string {
  return list.length === 1 ? "1 suggestion." : `${list.length} suggestions.`
}

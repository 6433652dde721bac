// Draws the offers at the caret: what each would write, and beside it why it is there. Names are their authors': text, nothing else.
import type { EditorView, TooltipView } from "@codemirror/view"

import { visibleName, visibleText } from "#ui/visible-text.ts"

import type { Offer } from "../complete/offers.ts"
import type { ShownOffers } from "./shown-offers.ts"

interface OfferListParts {
  readonly id: string
  offersOf(view: EditorView): ShownOffers | undefined
  take(view: EditorView, at: number): boolean
}

export function offerList({ id, offersOf, take }: OfferListParts) {
  return (view: EditorView): TooltipView => {
    const dom = element("div", "mk-offers")
    const list = element("ul", "mk-offer-list")
    list.id = id
    list.setAttribute("role", "listbox")
    list.setAttribute("aria-label", "Suggestions")
    const keys = element("p", "mk-offer-keys", "Enter writes it, Esc closes")
    keys.setAttribute("aria-hidden", "true")
    dom.append(list, keys)
    // The press must not take the focus out of the text.
    dom.addEventListener("mousedown", (event) => event.preventDefault())
    list.addEventListener("click", ({ target }) => {
      const row = target instanceof Element ? target.closest("li") : null
      const at = row === null ? -1 : [...list.children].indexOf(row)
      if (at >= 0) take(view, at)
    })
    let drawn: readonly Offer[] | undefined
    const draw = () => {
      const offers = offersOf(view)
      if (offers === undefined) return
      if (drawn !== offers.list) list.replaceChildren(...offers.list.map((each) => rowOf(each)))
      drawn = offers.list
      for (const [index, row] of [...list.children].entries()) {
        row.id = `${id}-${index}`
        row.setAttribute("aria-selected", String(index === offers.at))
        if (index === offers.at) reveal(list, row)
      }
    }
    draw()
    return { dom, mount: draw, update: draw }
  }
}

function rowOf({ label, detail }: Offer): HTMLElement {
  const row = element("li", "mk-offer")
  row.setAttribute("role", "option")
  row.append(element("span", "mk-offer-label", visibleName(label)))
  row.append(" ", element("span", "mk-offer-detail", visibleText(detail)))
  return row
}

/** Scrolls the list alone: the page stays where it is. */
function reveal(list: HTMLElement, row: Element): void {
  const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()]
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom
}

function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}

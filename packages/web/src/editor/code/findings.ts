// What is wrong, underlined in its place, said when the pointer rests there, and reached by F8.
import { type EditorState, type Range, StateEffect, StateField } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView, hoverTooltip } from "@codemirror/view"

import type { Underline } from "../area.ts"

export const setFindings = StateEffect.define<readonly Underline[]>()

interface Found {
  readonly list: readonly Underline[]
  readonly marks: DecorationSet
}

const field = StateField.define<Found>({
  create: () => ({ list: [], marks: Decoration.none }),
  update(found, transaction) {
    let next = found
    if (transaction.docChanged) {
      const { changes } = transaction
      const list = found.list.map((each) => ({
        ...each,
        start: changes.mapPos(each.start),
        end: changes.mapPos(each.end),
      }))
      next = { list, marks: found.marks.map(changes) }
    }
    for (const effect of transaction.effects) {
      if (effect.is(setFindings))
        next = { list: effect.value, marks: marksOf(effect.value, transaction.state.doc.length) }
    }
    return next
  },
  provide: (self) => EditorView.decorations.from(self, ({ marks }) => marks),
})

function marksOf(list: readonly Underline[], length: number): DecorationSet {
  const ranges = list.flatMap(({ start, end, severity }): Range<Decoration>[] => {
    const to = Math.min(end, length)
    return start < to ? [Decoration.mark({ class: `mk-${severity}` }).range(start, to)] : []
  })
  return Decoration.set(ranges, true)
}

const tooltip = hoverTooltip((view, at) => {
  const here = view.state.field(field).list.filter(({ start, end }) => start <= at && at <= end)
  const [first] = here
  if (first === undefined) return null
  return {
    pos: first.start,
    end: first.end,
    above: true,
    create() {
      const dom = document.createElement("div")
      dom.className = "mk-said"
      for (const { message, help } of here) {
        const line = document.createElement("p")
        line.textContent = help === undefined ? message : `${message}: ${help}`
        dom.append(line)
      }
      return { dom }
    },
  }
})

/** F8: to the next finding behind the caret, and from the last one to the first. */
export function goToNextFinding(view: EditorView): boolean {
  const next = nextOf(view.state)
  if (next === undefined) return false
  view.dispatch({ selection: { anchor: next.start, head: next.end }, scrollIntoView: true })
  return true
}

function nextOf(state: EditorState): Underline | undefined {
  const { list } = state.field(field)
  const { from, to } = state.selection.main
  const isHere = ({ start, end }: Underline) => start === from && end === to
  const at = list.findIndex(isHere)
  if (at >= 0) return list[(at + 1) % list.length]
  return list.find(({ start }) => start > from) ?? list[0]
}

export const findings = [field, tooltip]

// Values that were typed and are not stored yet, marked, so that the style can draw them as dots. The marks grow with the typing.
import { StateEffect, StateField } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view"

import type { Dots } from "../typed-values.ts"

export const setDots = StateEffect.define<Dots>()

const mark = Decoration.mark({ class: "mk-typed", inclusive: true })

export const dots = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, transaction) {
    let next = set.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setDots)) continue
      const length = transaction.state.doc.length
      const ranges = effect.value.spans.flatMap(([start, end]) =>
        start < end && end <= length ? [mark.range(start, end)] : [],
      )
      next = Decoration.set(ranges, true)
    }
    return next
  },
  provide: (self) => EditorView.decorations.from(self),
})

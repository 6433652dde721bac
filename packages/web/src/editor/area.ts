// What the editor and the plain text area have in common: the same text, the same places, the same keys.
import type { Ref } from "react"

import type { OfferFacts } from "./complete/offers.ts"
import type { Dots } from "./typed-values.ts"

/** Start and end in UTF-16 units of the edited text. */
export interface Caret {
  readonly start: number
  readonly end: number
}

export interface AreaHandle {
  /** Selects, shows and focuses. */
  select(caret: Caret): void
  /** The selection while the area has the focus. */
  caret(): Caret | undefined
  /** After a save: what was undone could be a value. */
  forgetHistory(): void
}

export interface Underline extends Caret {
  readonly severity: "error" | "warning" | "hint"
  readonly message: string
  readonly help: string | undefined
}

export interface AreaProps {
  readonly ref?: Ref<AreaHandle>
  readonly body: string
  readonly onBody: (body: string) => void
  readonly onSave: (() => void) | undefined
  /** Text that was pasted where a document of its own was meant. @returns true when it is taken care of */
  readonly onPaste: (text: string) => boolean
  /** Something was done to what was typed, in a sentence. */
  readonly onNote: (note: string) => void
  readonly label: string
  readonly describedBy: string
  readonly hasErrors: boolean
  readonly underlines: readonly Underline[]
  /** Values that were typed here and are not stored yet. */
  readonly dots: Dots
  readonly areValuesHidden: boolean
  /** What completion draws on. */
  readonly facts: OfferFacts
  readonly startCaret?: Caret | undefined
}

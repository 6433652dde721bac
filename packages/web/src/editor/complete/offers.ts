// What may be written at a place of the text: names that are missing, sections for them, words of a comment above a key, the forms of
// a value. Never a value.
import type { SecretsDocument } from "@modkeep/toml/document"

import type { MarkedKey } from "../key-marks.ts"
import { type AroundLine, aroundLine } from "./around-line.ts"
import { commentOffers } from "./comment-offers.ts"
import { nameOffers } from "./name-offers.ts"
import { sectionOffers } from "./section-offers.ts"
import { valueOffers } from "./value-offers.ts"

/** A text with the selection that goes with it, in UTF-16 units. */
export interface Written {
  readonly body: string
  readonly start: number
  readonly end: number
}

export interface Offer {
  /** As it will stand in the text. */
  readonly label: string
  /** What it is, or why it is offered. */
  readonly detail: string
  /** @returns the text with it; undefined when the text has no place for it */
  write(): Written | undefined
}

export interface Offers {
  /** Where the word starts that is being written. */
  readonly from: number
  readonly list: readonly Offer[]
}

/** What is known besides the text. */
export interface OfferFacts {
  readonly kind: "version" | "install"
  readonly marks: readonly MarkedKey[]
  readonly template: SecretsDocument | undefined
}

/** The line of the caret, cut there. */
export interface Line {
  readonly body: string
  readonly at: number
  readonly before: string
  readonly after: string
}

export interface Place extends Line {
  /** Somebody asked for it: names are then offered before a letter of them is there. */
  readonly isAsked: boolean
  /** Costs a reading of the whole text, once. */
  around(): AroundLine
}

const OFFERS_MAX = 50

export function offersAt(
  body: string,
  at: number,
  facts: OfferFacts,
  isAsked: boolean,
): Offers | undefined {
  const start = body.lastIndexOf("\n", at - 1) + 1
  const lineEnd = body.indexOf("\n", at)
  const after = body.slice(at, lineEnd < 0 ? body.length : lineEnd)
  const line = { body, at, before: body.slice(start, at), after }
  let known: AroundLine | undefined
  const place = { ...line, isAsked, around: () => (known ??= aroundLine(line)) }
  const found =
    commentOffers(place, facts) ??
    sectionOffers(place, facts) ??
    valueOffers(place, facts) ??
    nameOffers(place, facts)
  if (found === undefined || found.list.length === 0 || place.around().isInsideValue)
    return undefined
  return { ...found, list: found.list.slice(0, OFFERS_MAX) }
}

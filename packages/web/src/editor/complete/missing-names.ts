// The names that the list of variables knows and the text lacks, those that need a value first.
import type { Mark, MarkedKey } from "../key-marks.ts"
import type { AroundLine } from "./around-line.ts"
import type { OfferFacts } from "./offers.ts"

const order: readonly Mark[] = ["needs", "read", "install", "optional", "version"]

export function missingNames({ marks }: OfferFacts, { has }: AroundLine): readonly MarkedKey[] {
  return marks
    .filter(({ keyPath, isInText }) => !isInText || !has(keyPath))
    .toSorted((a, b) => order.indexOf(a.mark) - order.indexOf(b.mark))
}

// Which offers fit what was typed so far: those that start with it, then those that hold it. One that is there already is none.
import type { Offer } from "./offers.ts"

export function matching(offers: readonly Offer[], typed: string): readonly Offer[] {
  const wanted = typed.toLowerCase()
  const starts = ({ label }: Offer) => label.toLowerCase().startsWith(wanted)
  const holds = ({ label }: Offer) => label.toLowerCase().includes(wanted)
  const found = [
    ...offers.filter(starts),
    ...offers.filter((offer) => holds(offer) && !starts(offer)),
  ]
  return found.length === 1 && found[0]?.label === typed ? [] : found
}

// Behind `[`: the sections that the missing names belong to and the text does not have.
import { pathKey } from "@modkeep/toml/document"
import { formatKey, formatKeyPath } from "@modkeep/toml/key-path"

import { matching } from "./matching.ts"
import { missingNames } from "./missing-names.ts"
import type { OfferFacts, Offers, Place } from "./offers.ts"
import { writeHere } from "./write-here.ts"

export function sectionOffers(place: Place, facts: OfferFacts): Offers | undefined {
  const typed = /^[ \t]*\[([^[\]#]*)$/.exec(place.before)?.[1]
  if (typed === undefined || !/^\]?\s*$/.test(place.after)) return undefined
  const around = place.around()
  const there = new Set(around.sections.map(pathKey))
  const sections = new Map<string, (readonly string[])[]>()
  for (const { keyPath: path } of missingNames(facts, around)) {
    const section = path.slice(0, -1)
    if (section.length === 0 || there.has(pathKey(section))) continue
    const name = formatKeyPath(section)
    sections.set(name, [...(sections.get(name) ?? []), path])
  }
  const from = place.at - typed.length - 1
  const whole = { ...place, at: place.at + place.after.length }
  const list = [...sections].map(([name, paths]) => ({
    label: `[${name}]`,
    detail: `for ${paths.map((path) => formatKey(path.at(-1) ?? "")).join(", ")}`,
    write: () => writeHere(whole, from, `[${name}]\n`),
  }))
  return { from, list: matching(list, `[${typed}`) }
}

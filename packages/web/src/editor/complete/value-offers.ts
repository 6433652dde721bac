// Behind `=`: the forms that a value can have, those that fit what the comment above and the template say first. Never a value.
import { findLeaf, type Leaf } from "@modkeep/toml/document"
import { parse } from "@modkeep/toml/parse"

import { matching } from "./matching.ts"
import type { Offer, OfferFacts, Offers, Place } from "./offers.ts"
import { writeHere } from "./write-here.ts"

interface Form {
  readonly label: string
  readonly detail: string
  readonly source: string
  readonly select: readonly [number, number]
}

const text: Form = { label: '""', detail: "text", source: '""', select: [1, 1] }
const lines: Form = {
  label: '"""',
  detail: "text over several lines",
  source: '"""\n\n"""',
  select: [4, 4],
}
const number: Form = { label: "0", detail: "number", source: "0", select: [0, 1] }
const yes: Form = { label: "true", detail: "yes", source: "true", select: [4, 4] }
const no: Form = { label: "false", detail: "no", source: "false", select: [5, 5] }

export function valueOffers(place: Place, facts: OfferFacts): Offers | undefined {
  const typed = /^[^=#]*[^=#\s][ \t]*=[ \t]*([a-z]*)$/.exec(place.before)?.[1]
  if (typed === undefined || !/^\s*(?:#.*)?$/.test(place.after)) return undefined
  const leaf = leafOf(place, typed)
  if (leaf === undefined) return undefined
  const from = place.at - typed.length
  const gap = place.body[from - 1] === "=" ? " " : ""
  const list = formsOf(leaf, facts).map(({ label, detail, source, select }): Offer => {
    const word = gap + source
    const lies = [gap.length + select[0], gap.length + select[1]] as const
    return { label, detail, write: () => writeHere(place, from, word, lies) }
  })
  return { from, list: matching(list, typed) }
}

/** The key of the line, as it is read once a value is there. */
function leafOf({ body, at }: Place, typed: string): Leaf | undefined {
  const from = at - typed.length
  const { document, partial } = parse(`${body.slice(0, from)}""${body.slice(at)}`)
  return (document ?? partial)?.leaves.find(({ valueSpan }) => valueSpan[0] === from)
}

function formsOf({ keyPath, directives }: Leaf, { template }: OfferFacts): readonly Form[] {
  const { type, startsWith } = directives
  if (type === "bool") return [yes, no]
  if (type === "int" || type === "float" || type === "port") return [number, text]
  if (type === "pem" || type === "json") return [lines, text]
  if (type !== undefined || startsWith !== undefined) return [text]
  const kind = template && findLeaf(template, keyPath)?.value.kind
  if (kind === "boolean") return [yes, no, text]
  if (kind === "integer" || kind === "float") return [number, text]
  return [text, lines, number, yes, no]
}

// At the start of a line: the missing names. One of another section is written there, and the caret goes with it.
import { findLeaf, samePath } from "@modkeep/toml/document"
import { setValue } from "@modkeep/toml/edit"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"
import { valueAt } from "@modkeep/toml/value"

import type { Mark, MarkedKey } from "../key-marks.ts"
import type { AroundLine } from "./around-line.ts"
import { matching } from "./matching.ts"
import { missingNames } from "./missing-names.ts"
import type { Offer, OfferFacts, Offers, Place, Written } from "./offers.ts"
import { writeHere } from "./write-here.ts"

const reasons: Readonly<Record<Mark, string>> = {
  needs: "needs a value",
  read: "read by the code",
  optional: "optional",
  install: "set by each install",
  version: "from the version",
  saved: "not in the text",
  stored: "not in the text",
}

export function nameOffers(place: Place, facts: OfferFacts): Offers | undefined {
  const typed = /^[ \t]*([A-Za-z0-9_.-]*)$/.exec(place.before)?.[1]
  if (typed === undefined || place.after.trim() !== "") return undefined
  if (typed === "" && !place.isAsked) return undefined
  const around = place.around()
  const from = place.at - typed.length
  const list = missingNames(facts, around).flatMap((marked): Offer[] => {
    const { keyPath: path } = marked
    const isHere = samePath(path.slice(0, -1), around.section)
    if (!isHere && !hasPlace(around, path)) return []
    const label = formatKeyPath(isHere ? path.slice(-1) : path)
    const line = `${label} = ""`
    const blank = [line.length - 1, line.length - 1] as const
    return [
      {
        label,
        detail: isHere ? reasonOf(marked) : `${placeOf(path)} · ${reasonOf(marked)}`,
        write: () =>
          isHere ? writeHere(place, from, line, blank) : writeElsewhere(place, around, path),
      },
    ]
  })
  return { from, list: matching(list, typed) }
}

function reasonOf({ mark, readBy }: MarkedKey): string {
  const [first, ...more] = readBy
  if (first === undefined) return reasons[mark]
  const others = more.length === 0 ? "" : ` and ${more.length} more`
  return `${reasons[mark]} · ${first.file}:${first.line}${others}`
}

function placeOf(path: readonly string[]): string {
  return path.length === 1 ? "above the sections" : `in [${formatKeyPath(path.slice(0, -1))}]`
}

/** Whether a line for it can be written: nothing but sections on its way. */
function hasPlace({ document }: AroundLine, path: readonly string[]): boolean {
  if (document === undefined) return false
  return path.slice(0, -1).every((_, index) => {
    const value = valueAt(document.root, path.slice(0, index + 1))
    return value === undefined || value.kind === "table"
  })
}

function writeElsewhere(
  { body, at, before, after }: Place,
  { document }: AroundLine,
  path: readonly string[],
): Written | undefined {
  const start = at - before.length
  const without = body.slice(0, start) + body.slice(at + after.length)
  if (document?.text !== without) return undefined
  const changed = setValue(document, path, { kind: "string", value: "" })
  const written = changed === undefined ? undefined : parse(changed).document
  const leaf = written && findLeaf(written, path)
  if (written === undefined || leaf === undefined) return undefined
  return { body: written.text, start: leaf.valueSpan[0] + 1, end: leaf.valueSpan[0] + 1 }
}

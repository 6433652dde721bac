// A pasted document in another form waits for a person's word; then it is laid into the text, or pasted as it is.
import { parse } from "@modkeep/toml/parse"
import { type RefObject, useState } from "react"

import type { AreaHandle, Caret } from "./area.ts"
import { mergeImport } from "./merge-import.ts"
import { looksWhole } from "./looks-whole.ts"
import type { PasteOffer } from "./paste-offer.ts"

interface Waiting {
  readonly offer: PasteOffer
  readonly at: Caret
}

interface PasteParts {
  readonly area: RefObject<AreaHandle | null>
  readonly body: string
  readonly text: string
  readonly onBody: (body: string) => void
  readonly onChange: (text: string) => void
  readonly onNote: (note: string | undefined) => void
}

export function usePaste({ area, body, text, onBody, onChange, onNote }: PasteParts) {
  const [waiting, setWaiting] = useState<Waiting>()
  const done = (caret?: Caret) => {
    setWaiting(undefined)
    if (caret !== undefined) area.current?.select(caret)
  }
  return {
    offer: waiting?.offer,
    /** @returns true when the text waits: the browser then pastes nothing */
    take(pasted: string): boolean {
      if (!looksWhole(pasted)) return false
      onNote(undefined)
      const end = body.length
      const at = area.current?.caret() ?? { start: end, end }
      const asItIs = () => onBody(inserted(body, at, pasted))
      void import("./paste-offer.ts").then(({ pasteOffer }) => {
        const offer = pasteOffer(pasted)
        if (offer === undefined) asItIs()
        else setWaiting({ offer, at })
      }, asItIs)
      return true
    },
    convert() {
      const document = parse(text).document
      const imported = waiting && parse(waiting.offer.converted).document
      const merged = document && imported ? mergeImport(document, imported) : undefined
      if (merged !== undefined) onChange(merged)
      onNote(
        merged === undefined
          ? "The keys were not added: mend the text first, or they name a section that is a value here."
          : `${waiting?.offer.keys ?? 0} keys were converted to TOML.`,
      )
      done({ start: 0, end: 0 })
    },
    asIs() {
      if (waiting === undefined) return
      const { at, offer } = waiting
      onBody(inserted(body, at, offer.pasted))
      done(at)
    },
    drop: () => done(waiting?.at),
  }
}

function inserted(body: string, { start, end }: Caret, pasted: string): string {
  return body.slice(0, start) + pasted.replaceAll("\r\n", "\n") + body.slice(end)
}

// The text of an opened document as it was typed, still sealed.
import { Sealed } from "#base/sealed.ts"

import type { OpenDocument } from "./open-document.ts"

export function sealedText({ content }: OpenDocument): Sealed {
  return new Sealed(content.reveal().typed)
}

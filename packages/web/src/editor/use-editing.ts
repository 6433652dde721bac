// The edited text of a document; line ends and byte order mark are those that the document came with.
import { useState } from "react"

import type { AreaProps } from "./area.ts"
import { fromEditing, kindOfText, toEditing } from "./editing-text.ts"

export function useEditing(
  text: string,
  onChange: (text: string) => void,
): Pick<AreaProps, "body" | "onBody"> {
  const [kind, setKind] = useState(() => kindOfText(text))
  const [emitted, setEmitted] = useState(text)
  if (text !== emitted) {
    setEmitted(text)
    setKind(kindOfText(text))
  }
  return {
    body: toEditing(text, kind),
    onBody(body) {
      const next = fromEditing(body, kind)
      setEmitted(next)
      onChange(next)
    },
  }
}

// Which area shows the text: the plain one at once, the editor when its code is there. The caret and the focus go over; where the
// code cannot be loaded the plain one stays.
//
// Somebody may be typing then: the caret is read and the areas change places in one go, with no room for a keystroke between them.
import { type ComponentType, type RefObject, useEffect, useState } from "react"
import { flushSync } from "react-dom"

import type { AreaHandle, AreaProps, Caret } from "./area.ts"
import { PlainArea } from "./plain-area.tsx"

interface Shown {
  readonly Area: ComponentType<AreaProps>
  readonly startCaret: Caret | undefined
}

export function useArea(handle: RefObject<AreaHandle | null>): Shown {
  const [shown, setShown] = useState<Shown>({ Area: PlainArea, startCaret: undefined })
  useEffect(() => {
    let isHere = true
    void import("./code/code-area.tsx").then(
      ({ CodeArea }) => {
        if (!isHere) return
        flushSync(() => setShown({ Area: CodeArea, startCaret: handle.current?.caret() }))
      },
      () => undefined,
    )
    return () => {
      isHere = false
    }
  }, [handle])
  return shown
}

// Which area shows the text: the plain one at once, the editor when its code is there. The caret and the focus go over; where the
// code cannot be loaded the plain one stays.
import { type ComponentType, type RefObject, useEffect, useState } from "react"

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
        if (isHere) setShown({ Area: CodeArea, startCaret: handle.current?.caret() })
      },
      () => undefined,
    )
    return () => {
      isHere = false
    }
  }, [handle])
  return shown
}

// The lines of a log as they come, at most so many: the oldest go. Drawn at most 20 times a second, however fast they come.
import { useCallback, useEffect, useRef, useState } from "react"

const EVERY_MS = 50

export interface Log<Line> {
  readonly lines: readonly Line[]
  /** How many older ones went. */
  readonly dropped: number
  /** Stable: what `useEvents` calls. */
  readonly add: (line: Line) => void
}

interface Kept<Line> {
  readonly lines: readonly Line[]
  readonly dropped: number
}

/** A line that was there already (the stream began anew) is not shown twice. */
export function useLog<Line extends { readonly sequence: number }>(linesMax: number): Log<Line> {
  const [kept, setKept] = useState<Kept<Line>>({ lines: [], dropped: 0 })
  const waiting = useRef<Line[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const add = useCallback(
    (line: Line) => {
      waiting.current.push(line)
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        const come = waiting.current.splice(0)
        setKept((before) => joined(before, come, linesMax))
      }, EVERY_MS)
    },
    [linesMax],
  )
  return { ...kept, add }
}

function joined<Line extends { readonly sequence: number }>(
  { lines, dropped }: Kept<Line>,
  come: readonly Line[],
  linesMax: number,
): Kept<Line> {
  const last = lines.at(-1)?.sequence ?? -1
  const all = [...lines, ...come.filter(({ sequence }) => sequence > last)]
  const over = Math.max(0, all.length - linesMax)
  return { lines: all.slice(over), dropped: dropped + over }
}

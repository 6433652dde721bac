// A log that follows what comes, lets go when somebody scrolls up to read, and follows again at the end or at a press.
//
// It is a region to scroll by keyboard, not a live region: a screen reader would read every line of a busy log aloud.
import { memo, useCallback, useLayoutEffect, useRef, useState } from "react"

import type { StreamState } from "#api/use-events.ts"
import { Button } from "#ui/button.tsx"
import { classNames } from "#ui/class-names.ts"
import { Mono } from "#ui/mono.tsx"

import { ansiSpans } from "./ansi-spans.ts"
import styles from "./log-view.module.css"

export interface ShownLine {
  readonly sequence: number
  readonly at: string
  /** Where it comes from: a step, a process. */
  readonly source?: string | undefined
  readonly tone?: "warn" | "bad" | "quiet" | undefined
  readonly text: string
}

interface LogViewProps {
  readonly label: string
  readonly lines: readonly ShownLine[]
  readonly dropped: number
  readonly state: StreamState
  /** Said while there is no line. */
  readonly empty: string
}

/** Within so many pixels of its end the log counts as read to the end. */
const END_PX = 24

export function LogView({ label, lines, dropped, state, empty }: LogViewProps) {
  const { box, isFollowing, follow, onScroll } = useFollow(lines)
  return (
    <div className={styles["log"]}>
      <div
        ref={box}
        className={styles["box"]}
        role="region"
        aria-label={label}
        // What scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the reason above
        tabIndex={0}
        onScroll={onScroll}
      >
        {lines.length === 0 ? <p className={styles["empty"]}>{empty}</p> : undefined}
        {dropped === 0 ? undefined : (
          <p className={styles["empty"]}>
            {dropped === 1 ? "1 older line is" : `${dropped.toLocaleString("en")} older lines are`}{" "}
            not shown
          </p>
        )}
        <ol className={styles["lines"]}>
          {lines.map((line) => (
            <Line key={line.sequence} line={line} />
          ))}
        </ol>
      </div>
      <p className={styles["state"]}>
        <span role="status">{stateWords(state, isFollowing)}</span>
        {isFollowing ? undefined : (
          <Button kind="quiet" onClick={follow}>
            Follow
          </Button>
        )}
      </p>
    </div>
  )
}

/** Follows while the end is in view. A scroll of one's own upwards lets go; coming back to the end follows again. */
function useFollow(lines: readonly ShownLine[]) {
  const box = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  const toEnd = useCallback(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [])
  useLayoutEffect(() => {
    if (isFollowing) toEnd()
  }, [lines, isFollowing, toEnd])
  const onScroll = () => {
    const { current } = box
    if (current === null) return
    setFollowing(current.scrollHeight - current.scrollTop - current.clientHeight <= END_PX)
  }
  const follow = () => {
    setFollowing(true)
    toEnd()
    box.current?.focus()
  }
  return { box, isFollowing, follow, onScroll }
}

function stateWords(state: StreamState, isFollowing: boolean): string {
  if (state === "ended") return "Complete"
  if (state === "refused") return "The server does not show this log"
  if (state === "cut") return "The connection was cut: trying again"
  return isFollowing ? "Following" : "Paused here while you read"
}

const Line = memo(function Line({ line }: { readonly line: ShownLine }) {
  const { at, source, tone, text } = line
  return (
    <li className={classNames(styles["line"], tone && styles[tone])}>
      <time dateTime={at} title={new Date(at).toLocaleString()} className={styles["time"]}>
        {new Date(at).toLocaleTimeString("en-GB")}
      </time>
      {source === undefined ? undefined : (
        <span className={styles["source"]}>
          <Mono>{source}</Mono>
        </span>
      )}
      <span className={styles["text"]}>
        {ansiSpans(text).map((span, index) => (
          <span key={index} className={classNames(...span.styles.map((name) => styles[name]))}>
            {span.text}
          </span>
        ))}
      </span>
    </li>
  )
})

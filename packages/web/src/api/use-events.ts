// Follows a streaming route while the page is open: builds, logs. After a cut it goes on where it was (Last-Event-ID), at most
// 15 s later; nothing is polled. Give `onEvent` a stable function.
import type { CallInput, StreamingRoute } from "@modkeep/contract/client"
import { ProblemError } from "@modkeep/contract/problem-error"
import { useEffect, useState } from "react"

import { client } from "./client.ts"
import { noteSignedOut } from "./signed-out.ts"

type EventsOf<Name extends StreamingRoute> = ReturnType<typeof client.events<Name>>
export type EventData<Name extends StreamingRoute> =
  EventsOf<Name> extends AsyncGenerator<infer Sent extends { data: unknown }> ? Sent["data"] : never

/** `ended`: the server said all there is; `cut`: tried again soon; `refused`: it will not answer. */
export type StreamState = "connecting" | "open" | "cut" | "ended" | "refused"

interface Following<Name extends StreamingRoute> {
  readonly input: CallInput<Name>
  readonly onEvent: (data: EventData<Name>, id: string) => void
  /** Whether the server's end is the end, as for a build. A log goes on after a restart of the server. */
  readonly ends: boolean
  /** False keeps the stream closed. */
  readonly isWanted?: boolean
}

type Resumed<Name extends StreamingRoute> = Parameters<typeof client.events<Name>>[1]

const PAUSE_FIRST_MS = 500
const PAUSE_MAX_MS = 15_000

export function useEvents<Name extends StreamingRoute>(
  name: Name,
  { input, onEvent, ends, isWanted = true }: Following<Name>,
): StreamState {
  const [state, setState] = useState<StreamState>("connecting")
  const key = JSON.stringify(input)
  useEffect(() => {
    if (!isWanted) return undefined
    const abort = new AbortController()
    void follow(name, { key, onEvent, ends, setState, signal: abort.signal })
    return () => abort.abort()
  }, [name, key, onEvent, ends, isWanted])
  return state
}

interface Follow<Name extends StreamingRoute> extends Pick<Following<Name>, "onEvent" | "ends"> {
  /** The input as JSON: the same text is the same stream. */
  readonly key: string
  readonly setState: (state: StreamState) => void
  readonly signal: AbortSignal
}

async function follow<Name extends StreamingRoute>(
  name: Name,
  { key, onEvent, ends, setState, signal }: Follow<Name>,
): Promise<void> {
  let lastEventId: string | undefined
  let pauseMs = PAUSE_FIRST_MS
  while (!signal.aborted) {
    setState("connecting")
    try {
      // What was written to JSON above, with what the client takes beside it.
      const resumed = { ...JSON.parse(key), lastEventId, signal } as Resumed<Name>
      for await (const { id, data } of client.events(name, resumed)) {
        if (signal.aborted) return
        setState("open")
        pauseMs = PAUSE_FIRST_MS
        lastEventId = id
        onEvent(data, id)
      }
      if (signal.aborted) return
      if (ends) return setState("ended")
    } catch (thrown) {
      if (signal.aborted) return
      noteSignedOut(thrown)
      if (thrown instanceof ProblemError && thrown.problem.status < 500) return setState("refused")
    }
    setState("cut")
    await pause(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)
  }
}

/** Half to all of the time, so that many pages do not come back at once after a restart; earlier when the network returns. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      globalThis.removeEventListener("online", done)
      resolve()
    }
    const timer = setTimeout(done, ms * (0.5 + Math.random() / 2))
    globalThis.addEventListener("online", done, { once: true })
    signal.addEventListener("abort", done, { once: true })
  })
}

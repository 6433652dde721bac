// One change that a person makes: what runs, what failed. A second press while it runs is nothing; a repeat after a cut connection
// carries the same idempotency key, so that it cannot happen twice. Input and answer enter no cache.
import type { AnswerOf, CallInput } from "@modkeep/contract/client"
import { UnreachableError } from "@modkeep/contract/problem-error"
import type { RouteName } from "@modkeep/contract/routes"
import { useCallback, useEffect, useRef, useState } from "react"

import { client } from "./client.ts"
import { noteSignedOut } from "./signed-out.ts"

export interface Action<Name extends RouteName> {
  /** The answer; undefined when it failed (then `error` says why) or one was under way already. */
  run(
    input: CallInput<Name>,
  ): Promise<{ data: AnswerOf<Name>; etag: string | undefined } | undefined>
  readonly isRunning: boolean
  readonly error: unknown
  /** Takes the error off the page. */
  forget(): void
}

export function useAction<Name extends RouteName>(name: Name): Action<Name> {
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const underWay = useRef<AbortController>(undefined)
  /** An attempt whose end is not known: the server may have done it. */
  const unknown = useRef<{ key: string; input: string }>(undefined)
  useEffect(() => () => underWay.current?.abort(), [])

  const run = useCallback(
    async (input: CallInput<Name>) => {
      if (underWay.current !== undefined) return undefined
      const abort = new AbortController()
      underWay.current = abort
      const sent = JSON.stringify(input)
      const idempotencyKey = keyFor(unknown.current, sent)
      unknown.current = undefined
      setRunning(true)
      setError(undefined)
      try {
        const answer = await client.call(name, { ...input, idempotencyKey, signal: abort.signal })
        return { data: answer.data, etag: answer.etag }
      } catch (thrown) {
        if (abort.signal.aborted) return undefined
        if (thrown instanceof UnreachableError)
          unknown.current = { key: idempotencyKey, input: sent }
        noteSignedOut(thrown)
        setError(thrown)
        return undefined
      } finally {
        underWay.current = undefined
        if (!abort.signal.aborted) setRunning(false)
      }
    },
    [name],
  )
  const forget = useCallback(() => setError(undefined), [])
  return { run, isRunning, error, forget }
}

/** The key of the attempt before, when nobody knows how that one ended and the same is sent again. */
function keyFor(unknown: { key: string; input: string } | undefined, input: string): string {
  if (unknown?.input === input) return unknown.key
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

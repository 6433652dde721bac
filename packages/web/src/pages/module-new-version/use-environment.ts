// Which environment the version to be would get: asked anew when the commit or a choice becomes another one and a person has stopped
// typing for a moment. What was asked before ends, here and on the server.
import type { AnswerOf, CallInput } from "@modkeep/contract/client"
import { useEffect, useState } from "react"

import { client } from "#api/client.ts"
import { noteSignedOut } from "#api/signed-out.ts"

type Asked = CallInput<"versions.environment">["body"]

export type EnvironmentState =
  | { readonly is: "asked" }
  | { readonly is: "known"; readonly preview: AnswerOf<"versions.environment"> }
  | { readonly is: "failed"; readonly error: unknown }

export interface EnvironmentLook {
  /** Undefined while there is nothing to ask about. */
  readonly state: EnvironmentState | undefined
  again(): void
}

const PAUSE_MS = 400

/** @param asked undefined: not yet, or the choices have problems of their own */
export function useEnvironment(module: string, asked: Asked | undefined): EnvironmentLook {
  const key = asked === undefined ? undefined : JSON.stringify(asked)
  const [attempt, setAttempt] = useState(0)
  const [found, setFound] = useState<{ key: string; attempt: number; state: EnvironmentState }>()
  useEffect(() => {
    if (key === undefined) return undefined
    const abort = new AbortController()
    const timer = setTimeout(() => {
      const input = { params: { id: module }, body: JSON.parse(key) as Asked } // written to JSON above
      client.call("versions.environment", { ...input, signal: abort.signal }).then(
        ({ data }) => setFound({ key, attempt, state: { is: "known", preview: data } }),
        (error: unknown) => {
          if (abort.signal.aborted) return
          noteSignedOut(error)
          setFound({ key, attempt, state: { is: "failed", error } })
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [module, key, attempt])
  const isAnswer = found?.key === key && found?.attempt === attempt
  return {
    state: key === undefined ? undefined : isAnswer ? found?.state : { is: "asked" },
    again: () => setAttempt((before) => before + 1),
  }
}

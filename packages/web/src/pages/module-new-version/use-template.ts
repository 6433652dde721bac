// Reads what a commit asks for. A newer reading ends the one before; cancelling leaves what was read last.
import type { AnswerOf, CallInput } from "@modkeep/contract/client"
import { useCallback, useEffect, useRef, useState } from "react"

import { client } from "#api/client.ts"
import { noteSignedOut } from "#api/signed-out.ts"

export type Template = AnswerOf<"templates.create">

export interface TemplateReading {
  readonly template: Template | undefined
  readonly isReading: boolean
  readonly error: unknown
  read(body: CallInput<"templates.create">["body"]): Promise<Template | undefined>
  cancel(): void
}

export function useTemplate(): TemplateReading {
  const [template, setTemplate] = useState<Template>()
  const [isReading, setReading] = useState(false)
  const [error, setError] = useState<unknown>()
  const underWay = useRef<AbortController>(undefined)
  const cancel = useCallback(() => {
    underWay.current?.abort()
    underWay.current = undefined
    setReading(false)
  }, [])
  useEffect(() => () => underWay.current?.abort(), [])
  const read = useCallback(async (body: CallInput<"templates.create">["body"]) => {
    underWay.current?.abort()
    const abort = new AbortController()
    underWay.current = abort
    setReading(true)
    setError(undefined)
    try {
      const { data } = await client.call("templates.create", { body, signal: abort.signal })
      if (abort.signal.aborted) return undefined
      setTemplate(data)
      return data
    } catch (thrown) {
      if (abort.signal.aborted) return undefined
      noteSignedOut(thrown)
      setError(thrown)
      return undefined
    } finally {
      if (underWay.current === abort) {
        underWay.current = undefined
        setReading(false)
      }
    }
  }, [])
  return { template, isReading, error, read, cancel }
}

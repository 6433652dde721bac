// Reads what a commit asks for. A newer reading ends the one before; cancelling leaves what was read last.
import type { AnswerOf, CallInput } from "@modkeep/contract/client"
import { readTemplate } from "@modkeep/contract/read-template"
import { useCallback, useEffect, useRef, useState } from "react"

import { client } from "#api/client.ts"
import { noteSignedOut } from "#api/signed-out.ts"

import { endedAt, type ReadingStep, stepsAtFirst, withStep } from "./source-steps.ts"

export type Template = AnswerOf<"templates.create">

export interface TemplateReading {
  readonly template: Template | undefined
  /** Of the reading under way, else of the last one; none before the first. */
  readonly steps: readonly ReadingStep[]
  readonly isReading: boolean
  readonly error: unknown
  read(body: CallInput<"templates.create">["body"]): Promise<Template | undefined>
  cancel(): void
}

export function useTemplate(): TemplateReading {
  const [template, setTemplate] = useState<Template>()
  const [steps, setSteps] = useState<readonly ReadingStep[]>([])
  const [isReading, setReading] = useState(false)
  const [error, setError] = useState<unknown>()
  const underWay = useRef<AbortController>(undefined)
  const cancel = useCallback(() => {
    underWay.current?.abort()
    underWay.current = undefined
    setReading(false)
    setSteps((before) => endedAt(before, "cancelled"))
  }, [])
  useEffect(() => () => underWay.current?.abort(), [])
  const read = useCallback(async (body: CallInput<"templates.create">["body"]) => {
    underWay.current?.abort()
    const abort = new AbortController()
    underWay.current = abort
    setReading(true)
    setError(undefined)
    setSteps(stepsAtFirst)
    const { signal } = abort
    try {
      const data = await readTemplate(client, {
        ...{ body, signal },
        onStep: (told) => signal.aborted || setSteps((before) => withStep(before, told)),
      })
      if (abort.signal.aborted) return undefined
      setTemplate(data)
      return data
    } catch (thrown) {
      if (abort.signal.aborted) return undefined
      noteSignedOut(thrown)
      setError(thrown)
      setSteps((before) => endedAt(before, "failed"))
      return undefined
    } finally {
      if (underWay.current === abort) {
        underWay.current = undefined
        setReading(false)
      }
    }
  }, [])
  return { template, steps, isReading, error, read, cancel }
}

// The state of the page "New version": what is read, what is typed, what is created. Typed values live here and nowhere else.
import { pathKey } from "@modkeep/toml/document"
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { useNavigate } from "react-router"

import { describeError } from "#api/describe-error.ts"
import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { missingValues } from "#editor/check-text.ts"
import { useTextCheck } from "#editor/use-text-check.ts"
import type { SecretsEditorHandle } from "#editor/secrets-editor.tsx"
import { settled } from "#parts/save-bar/unsaved.ts"
import { ProblemError } from "@modkeep/contract/problem-error"

import {
  type BuildChoices,
  buildBody,
  defaultChoices,
  environmentBody,
  isDefault,
  problemsOf,
} from "./build-choices.ts"
import { editorContextOf } from "./editor-context-of.ts"
import { useDraft } from "./use-draft.ts"
import { useEnvironment } from "./use-environment.ts"
import { type Template, useTemplate } from "./use-template.ts"

type Paths = readonly (readonly string[])[]

export function useNewVersion(module: string, startAt: string) {
  const [at, setAt] = useState(startAt)
  const reading = useTemplate()
  const draft = useDraft()
  const [acknowledged, setAcknowledged] = useState<Paths>([])
  const [choices, setChoices] = useState<BuildChoices>(defaultChoices)
  const [presses, setPresses] = useState(0)
  const editor = useRef<SecretsEditorHandle>(null)
  const { template, read } = reading
  const context = useMemo(() => editorContextOf(template, acknowledged), [template, acknowledged])
  const checked = useTextCheck(draft.text, context)
  const { take } = draft
  const readCommit = useCallback(
    async (ref: string) => {
      const wanted = ref.trim()
      const found = await read({ module: module, ...(wanted === "" ? {} : { ref: wanted }) })
      if (found === undefined) return
      setAcknowledged((before) => stillAsked(before, found.keys))
      take(found)
    },
    [module, read, take],
  )
  useEffect(() => {
    // Not before the page stands: a page that is left at once asks nothing.
    const timer = setTimeout(() => void readCommit(startAt))
    return () => clearTimeout(timer)
  }, [readCommit, startAt])
  const creation = useCreation({
    ...{ module, draft, editor },
    onCreated: () => setChoices(defaultChoices),
  })
  const problems = problemsOf(choices)
  const hasProblem = Object.values(problems).some((problem) => problem !== undefined)
  const environment = useEnvironment(
    module,
    template === undefined || hasProblem
      ? undefined
      : { ...sourceOf(template), ...environmentBody(choices) },
  )
  const errors = checked.diagnostics.filter(({ severity }) => severity === "error")
  const create = async () => {
    if (template === undefined) return
    setPresses((before) => before + 1)
    if (errors.length > 0 || hasProblem) return
    await creation.run({
      ...sourceOf(template),
      ...(template.entrypoint === null ? {} : { entrypoint: template.entrypoint }),
      secrets: draft.text,
      ...(draft.base === undefined ? {} : { base: draft.base }),
      ...(acknowledged.length === 0
        ? {}
        : { acknowledgeMissing: acknowledged.map((path) => [...path]) }),
      ...buildBody(choices),
    })
  }
  return {
    ...{
      at,
      setAt,
      reading,
      draft,
      context,
      checked,
      environment,
      choices,
      setChoices,
      setAcknowledged,
      presses,
    },
    ...{ editor, errors, create, creation },
    readCommit: () => void readCommit(at),
    /** Whether leaving would lose something that a person typed. */
    isTyped: draft.isTouched || !isDefault(choices),
    missing: missingValues(checked.diagnostics),
  }
}

/** What was read is what is created, whatever a branch does meanwhile. */
function sourceOf({ commit, directory }: Template) {
  return { ref: commit, directory }
}

interface CreationParts {
  readonly module: string
  readonly draft: ReturnType<typeof useDraft>
  readonly editor: { readonly current: SecretsEditorHandle | null }
  readonly onCreated: () => void
}

/** Creates and goes to the version. What was typed leaves the page as soon as it is stored. */
function useCreation({ module, draft, editor, onCreated }: CreationParts) {
  const { run, isRunning, error } = useAction("versions.create")
  const navigate = useNavigate()
  /** What was refused: the refusal goes from the page when the text has become another one. */
  const [refused, setRefused] = useState<string>()
  type Body = NonNullable<Parameters<typeof run>[0]["body"]>
  const problem = error instanceof ProblemError ? error.problem : undefined
  const isAboutText = ["version.secrets_blank", "secrets.refused"].includes(
    error === undefined ? "" : describeError(error).code,
  )
  return {
    isRunning,
    error: isAboutText && refused !== draft.text ? undefined : error,
    problems: isAboutText ? problem?.diagnostics : undefined,
    async run(body: Body) {
      setRefused(body.secrets)
      const created = await run({ params: { id: module }, body })
      if (created === undefined) return
      setRefused(undefined)
      editor.current?.forgetHistory()
      draft.forget()
      onCreated()
      await refresh("versions.list", "modules.get", "modules.list")
      await navigate(`/modules/${module}/v/${created.data.number}/overview`, settled)
    },
  }
}

/** Another commit may ask for other keys. */
function stillAsked(acknowledged: Paths, keys: readonly { keyPath: readonly string[] }[]): Paths {
  const asked = new Set(keys.map(({ keyPath }) => pathKey(keyPath)))
  return acknowledged.filter((path) => asked.has(pathKey(path)))
}

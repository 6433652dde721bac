// The install's own secrets over those of the version, and the button that checks everything and installs. What the server refuses
// is said above the button, each with the way to its place; nothing was stored then.
import type { App } from "@modkeep/contract/schemas/install"
import type { InstallableKey, Version } from "@modkeep/contract/schemas/version"
import { ProblemError } from "@modkeep/contract/problem-error"
import { useMemo, useRef, useState } from "react"
import { useNavigate } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import type { EditorContext } from "#editor/editor-context.ts"
import { keyMarks } from "#editor/key-marks.ts"
import { SecretsEditor, type SecretsEditorHandle } from "#editor/secrets-editor.tsx"
import { useTextCheck } from "#editor/use-text-check.ts"
import { settled } from "#parts/save-bar/unsaved.ts"
import { Actions } from "#ui/actions.tsx"
import { Button, ButtonLink } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { ErrorSummary } from "#ui/error-summary.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { bodyOf, type Draft, filledRows, rowProblem } from "./draft.ts"
import styles from "./install-form.module.css"
import { startingText } from "./starting-text.ts"

interface SecretsProps {
  readonly app: App
  readonly version: Version
  readonly keys: readonly InstallableKey[]
  readonly draft: Draft
  readonly onDraft: (part: Partial<Draft>) => void
}

const noProblems: NonNullable<ProblemError["problem"]["diagnostics"]> = []

export function Secrets({ app, version, keys, draft, onDraft }: SecretsProps) {
  const editor = useRef<SecretsEditorHandle>(null)
  const navigate = useNavigate()
  const { run, isRunning, error } = useAction("installs.create")
  const text = draft.text ?? startingText(keys)
  const [refused, setRefused] = useState<string>()
  const context = useMemo(() => contextOf(version, keys), [version, keys])
  const checked = useTextCheck(text, context)
  const marks = useMemo(() => keyMarks(checked, context), [checked, context])
  const missing = marks.filter(({ mark }) => mark === "needs").length
  const said = problemsOf(error)
  const shown = refused === text ? said : noProblems
  const install = async () => {
    if (filledRows(draft.rows).some((row) => rowProblem(row, draft.rows) !== undefined)) {
      document.querySelector<HTMLElement>('main input[aria-invalid="true"]')?.focus()
      return
    }
    setRefused(text)
    const body = bodyOf({ draft, text, version: version.id })
    const made = await run({ params: { id: app.id }, body })
    if (made === undefined) return
    editor.current?.forgetHistory()
    onDraft({ text: "" })
    await refresh("apps.get", "apps.list", "installs.list", "installs.list_of_app")
    say(`${visibleText(made.data.name)} is installed`)
    await navigate(`/installs/${made.data.id}/overview`, settled)
  }
  return (
    <Card title="Secrets of this install">
      <p className={styles["prose"]}>{introduction(keys)}</p>
      <SecretsEditor
        ref={editor}
        text={text}
        onChange={(next) => onDraft({ text: next })}
        context={context}
        label={`Secrets of the new install in ${visibleText(app.name)}`}
        required
        problems={shown}
        onSave={() => void install()}
      />
      {said.length > 0 && refused === text ? (
        <ErrorSummary
          title="Nothing is installed yet"
          press={error}
          problems={said.filter(({ severity }) => severity === "error")}
          onGoTo={({ range }) => editor.current?.goTo(range)}
        />
      ) : undefined}
      {error === undefined || said.length > 0 ? undefined : <ErrorCard error={error} takesFocus />}
      <Actions>
        <Button kind="primary" isRunning={isRunning} onClick={() => void install()}>
          {missing === 0
            ? "Check and install"
            : `Check and install · ${count(missing, "value")} missing`}
        </Button>
        <ButtonLink kind="quiet" to={`/apps/${app.id}`}>
          Cancel
        </ButtonLink>
      </Actions>
    </Card>
  )
}

function contextOf(version: Version, keys: readonly InstallableKey[]): EditorContext {
  return {
    kind: "install",
    keys: keys.map((key) => ({
      keyPath: key.keyPath,
      required: key.required,
      readBy: key.readBy,
      description: key.description,
      origin: key.set ? "version" : "install",
      set: key.set,
    })),
    streamlit: version.streamlit ?? undefined,
  }
}

function introduction(keys: readonly InstallableKey[]): string {
  const required = keys.filter((key) => key.required).length
  if (keys.length === 0) return "This version declares no variables: nothing has to be set here."
  const held = keys.filter((key) => key.set).length
  const own =
    required === 0
      ? "Nothing has to be set here."
      : `${count(required, "variable")} must be set here, for this install alone.`
  return held === 0
    ? own
    : `${own} The version holds ${count(held, "value")}; what is written here goes first. Values are hidden after saving.`
}

function problemsOf(error: unknown) {
  return error instanceof ProblemError ? (error.problem.diagnostics ?? noProblems) : noProblems
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`
}

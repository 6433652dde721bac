// Another version for an install: what its template changes, what of the overlay has to follow, and the move once nothing is in
// the way. The overlay is looked at over the new version by the server; nothing moves before the press.
import type { Version } from "@modkeep/contract/schemas/version"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useMemo, useRef, useState } from "react"
import { useNavigate } from "react-router"

import { refresh, routeQuery } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { SecretsEditor, type SecretsEditorHandle } from "#editor/secrets-editor.tsx"
import { LeaveGuard } from "#parts/save-bar/leave-guard.tsx"
import { refreshAround } from "#parts/save-bar/use-save.ts"
import { settled } from "#parts/save-bar/unsaved.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { ErrorSummary } from "#ui/error-summary.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { installContext } from "./install-context.ts"
import type { ShownInstall } from "./install-input.ts"
import { TemplateMerge } from "./template-merge.tsx"

interface UpgradeFormProps {
  readonly shown: ShownInstall
  readonly target: Version
  /** The overlay as it is stored, masked. */
  readonly overlay: string
  /** Undefined until something is typed. */
  readonly typed: string | undefined
  readonly onTyped: (typed: string | undefined) => void
  /** The version that it is moved to; undefined again when that was refused. */
  readonly onMoving: (target: Version | undefined) => void
}

export function UpgradeForm(props: UpgradeFormProps) {
  const { shown, target, overlay, typed, onTyped, onMoving } = props
  const { install } = shown
  const editor = useRef<SecretsEditorHandle>(null)
  const text = typed ?? overlay
  const checking = useAction("installs.upgrade.check")
  const upgrading = useAction("installs.upgrade")
  const [checked, setChecked] = useState<Checked>()
  const [isPressed, setPressed] = useState(false)
  const navigate = useNavigate()
  const context = useUpgradeContext(shown, target)
  const body = { version: target.id, ...(text === overlay ? {} : { secrets: text }) }
  const params = { id: install.id }
  const check = async (): Promise<Checked | undefined> => {
    const answer = await checking.run({ params, body })
    if (answer !== undefined) setChecked(answer.data)
    return answer?.data
  }
  const first = useRef(check)
  useEffect(() => void first.current(), [])
  const upgrade = async () => {
    const found = await check()
    setPressed(true)
    if (found === undefined || found.diagnostics.some(({ severity }) => severity === "error"))
      return
    onMoving(target)
    if ((await upgrading.run({ params, body })) === undefined) {
      onMoving(undefined)
      return
    }
    // Stored by now: what was typed leaves the page.
    editor.current?.forgetHistory()
    onTyped(undefined)
    await navigate(`/installs/${install.id}/overview`, settled)
    await refresh("installs.get", "versions.get")
    void refreshAround()
    say(`It moves to version ${target.number}`)
  }
  const errors = checked?.diagnostics.filter(({ severity }) => severity === "error") ?? []
  return (
    <>
      <LeaveGuard isDirty={text !== overlay} />
      {checked === undefined ? undefined : (
        <TemplateMerge changes={checked.changes} text={text} onText={onTyped} />
      )}
      <Card title="Secrets of this install">
        <SecretsEditor
          ref={editor}
          text={text}
          onChange={onTyped}
          context={context}
          label={`Secrets of install ${visibleText(install.name)} over version ${target.number}`}
          required
          problems={checked?.diagnostics}
          onSave={() => void check()}
        />
        {isPressed && errors.length > 0 ? (
          <ErrorSummary
            title="Cannot upgrade yet"
            problems={errors}
            press={checked}
            onGoTo={({ range }) => editor.current?.goTo(range)}
          />
        ) : undefined}
        <Failed error={upgrading.error ?? checking.error} />
        <Actions>
          <Button
            kind="primary"
            isRunning={checking.isRunning || upgrading.isRunning}
            onClick={() => void upgrade()}
          >
            Upgrade to version {target.number}
          </Button>
          <Button onClick={() => void check()}>Check again</Button>
        </Actions>
      </Card>
    </>
  )
}

type Checked = NonNullable<
  Awaited<ReturnType<ReturnType<typeof useAction<"installs.upgrade.check">>["run"]>>
>["data"]

function Failed({ error }: { readonly error: unknown }) {
  return error === undefined ? undefined : <ErrorCard error={error} takesFocus />
}

/** What the install's own keys are, and what the new version's code reads. */
function useUpgradeContext({ install }: ShownInstall, target: Version) {
  const { data: effective } = useQuery(
    routeQuery("installs.secrets.effective", { params: { id: install.id } }),
  )
  return useMemo(
    () => installContext({ keys: [], effective: effective?.items ?? [], version: target }),
    [effective, target],
  )
}

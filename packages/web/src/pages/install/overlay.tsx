// What an install sets itself: the text, the way to save it, and beside it what reaches the module from both parties.
import { useSuspenseQuery } from "@tanstack/react-query"
import { removeKey } from "@modkeep/toml/edit"
import { parse } from "@modkeep/toml/parse"
import { useMemo, useRef } from "react"

import { routeQuery } from "#api/route-query.ts"
import { SecretsEditor, type SecretsEditorHandle } from "#editor/secrets-editor.tsx"
import { CodeComparison } from "#parts/save-bar/code-comparison.tsx"
import { SaveBar } from "#parts/save-bar/save-bar.tsx"
import { StagedCard } from "#parts/save-bar/staged-card.tsx"
import { useDraft } from "#parts/save-bar/use-draft.ts"
import { useSave } from "#parts/save-bar/use-save.ts"
import { Card } from "#ui/card.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { EffectiveTable } from "./effective-table.tsx"
import { installContext } from "./install-context.ts"
import type { ShownInstall } from "./install-input.ts"

export function Overlay({ shown }: { readonly shown: ShownInstall }) {
  const { install, version } = shown
  const editor = useRef<SecretsEditorHandle>(null)
  const draft = useDraft({ kind: "install", id: install.id })
  const save = useSave(draft, () => editor.current?.forgetHistory())
  const { data: effective } = useSuspenseQuery(
    routeQuery("installs.secrets.effective", { params: { id: install.id } }),
  )
  const { document } = draft.base
  const context = useMemo(
    () => installContext({ keys: document.keys, effective: effective.items, version }),
    [document.keys, effective.items, version],
  )
  const write = (keyPath: readonly string[]) => editor.current?.askFor(keyPath)
  const inherit = (keyPath: readonly string[]) => {
    const { document: typed } = parse(draft.text)
    const text = typed === undefined ? undefined : removeKey(typed, keyPath)
    if (text !== undefined) draft.setText(text)
  }
  return (
    <>
      <StagedCard
        draft={draft}
        candidates={install.processes.map(({ id }) => ({ id, label: id }))}
        onDone={save.tell}
      />
      <Card title="Secrets of this install">
        {save.isReviewing ? undefined : (
          <SecretsEditor
            ref={editor}
            text={draft.text}
            onChange={draft.setText}
            context={context}
            label={`Secrets of install ${visibleText(install.name)}`}
            required
            problems={draft.problems}
            onSave={() => void save.review()}
          />
        )}
        <SaveBar
          draft={draft}
          reach="reaches this install alone"
          save={save}
          onGoTo={({ range }) => editor.current?.goTo(range)}
        />
      </Card>
      <Card title="What reaches the module">
        <EffectiveTable
          install={install.id}
          keys={effective.items}
          doing={{ onSet: write, onInherit: inherit }}
        />
      </Card>
      <CodeComparison code={document.code} />
    </>
  )
}

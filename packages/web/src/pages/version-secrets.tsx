// /modules/:m/v/:n/secrets: the text of a version's secrets, saved to every install that runs it.
import type { Version } from "@modkeep/contract/schemas/version"
import { useQuery, useSuspenseQuery } from "@tanstack/react-query"
import { useMemo, useRef } from "react"
import type { LoaderFunctionArgs } from "react-router"

import { SecretsEditor, type SecretsEditorHandle } from "#editor/secrets-editor.tsx"
import { OnlyLooking } from "#parts/only-looking.tsx"
import { CodeComparison } from "#parts/save-bar/code-comparison.tsx"
import {
  type DocumentSubject,
  documentQuery,
  loadDocument,
} from "#parts/save-bar/document-query.ts"
import { SaveBar } from "#parts/save-bar/save-bar.tsx"
import { type Candidate, StagedCard } from "#parts/save-bar/staged-card.tsx"
import { useDraft } from "#parts/save-bar/use-draft.ts"
import { useSave } from "#parts/save-bar/use-save.ts"
import { useRight } from "#parts/use-right.ts"
import { Card } from "#ui/card.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { reachWords } from "./version/reach-words.ts"
import { VersionHeader } from "./version/version-header.tsx"
import { loadVersion, useVersion } from "./version/version-input.ts"
import { versionInstalls } from "./version/version-installs.tsx"
import { VersionKeys } from "./version/version-keys.tsx"

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const { id } = await loadVersion(params)
  await loadDocument({ kind: "version", id })
  return null
}

export function Component() {
  const { module, version } = useVersion()
  const right = useRight(module.owner)
  return (
    <>
      <VersionHeader module={module} version={version} place="Secrets" />
      {right === "change" ? (
        <Secrets key={version.id} version={version} name={module.name} />
      ) : (
        <LookAtSecrets version={version} />
      )}
    </>
  )
}

/** A member's page: which variables there are, not the text to change them by. */
function LookAtSecrets({ version }: { readonly version: Version }) {
  const subject: DocumentSubject = { kind: "version", id: version.id }
  const { data } = useSuspenseQuery(documentQuery(subject))
  const { keys, code } = data.document
  return (
    <>
      <OnlyLooking />
      <VersionKeys subject={subject} keys={keys} />
      <CodeComparison code={code} />
    </>
  )
}

function Secrets({ version, name }: { readonly version: Version; readonly name: string }) {
  const subject: DocumentSubject = { kind: "version", id: version.id }
  const editor = useRef<SecretsEditorHandle>(null)
  const draft = useDraft(subject)
  const save = useSave(draft, () => editor.current?.forgetHistory())
  const { data: installs } = useQuery(versionInstalls(version))
  const { document } = draft.base
  const context = useMemo(
    () => ({
      kind: "version" as const,
      keys: document.keys,
      reads: version.reads,
      streamlit: version.streamlit ?? undefined,
    }),
    [document.keys, version.reads, version.streamlit],
  )
  const ask = (keyPath: readonly string[]) => editor.current?.askFor(keyPath)
  return (
    <>
      <StagedCard
        draft={draft}
        candidates={candidatesOf(installs?.items ?? [])}
        onDone={save.tell}
      />
      <Card title="Secrets">
        {save.isReviewing ? undefined : (
          <SecretsEditor
            ref={editor}
            text={draft.text}
            onChange={draft.setText}
            context={context}
            label={`Secrets of ${visibleText(name)}, version ${version.number}`}
            required
            problems={draft.problems}
            onSave={() => void save.review()}
          />
        )}
        <SaveBar
          draft={draft}
          reach={reachWords(installs?.items ?? [], version.installs)}
          save={save}
          onGoTo={({ range }) => editor.current?.goTo(range)}
        />
      </Card>
      <CodeComparison code={document.code} onWrite={ask} />
      <VersionKeys subject={subject} keys={document.keys} onReplace={ask} />
    </>
  )
}

function candidatesOf(
  installs: readonly { name: string; processes: readonly { id: string }[] }[],
): Candidate[] {
  return installs.flatMap(({ name, processes }) =>
    processes.map(({ id }) => ({ id, label: `${visibleText(name)} · ${id}` })),
  )
}

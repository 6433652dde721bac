// Makes an older revision current, as a new revision. What the version needs and the old text lacks is named and keeps it from
// happening.
import { ProblemError } from "@modkeep/contract/problem-error"
import { useSuspenseQuery } from "@tanstack/react-query"

import { queryClient } from "#api/query-client.ts"
import { useAction } from "#api/use-action.ts"
import {
  type DocumentSubject,
  documentQuery,
  documentRoute,
} from "#parts/save-bar/document-query.ts"
import type { Outcome } from "#parts/save-bar/save-outcome.tsx"
import { refreshAround } from "#parts/save-bar/use-save.ts"
import { Confirm } from "#ui/confirm.tsx"
import { visibleText } from "#ui/visible-text.ts"

interface RestoreProps {
  readonly subject: DocumentSubject
  readonly number: number
  readonly onDone: (outcome: Outcome) => void
  readonly onClose: () => void
}

export function Restore({ subject, number, onDone, onClose }: RestoreProps) {
  const { data: now } = useSuspenseQuery(documentQuery(subject))
  const { run, isRunning, error } = useAction(documentRoute(subject, "restore"))
  const restore = async () => {
    const done = await run({ params: { id: subject.id, n: number }, ifMatch: now.etag })
    await queryClient.invalidateQueries({ queryKey: documentQuery(subject).queryKey })
    if (done === undefined) return
    const { revision, processes } = done.data
    onDone({ title: `Revision ${revision} is saved: the text of revision ${number}`, processes })
    onClose()
    await refreshAround()
  }
  return (
    <Confirm
      title={`Make revision ${number} current?`}
      description={
        <>
          Its text is saved as a new revision over revision {now.document.revision} and delivered at
          once. The history stays. <Lacking error={error} />
        </>
      }
      action={`Make ${number} current`}
      isRunning={isRunning}
      error={error}
      onConfirm={() => void restore()}
      onClose={onClose}
    />
  )
}

function Lacking({ error }: { readonly error: unknown }) {
  const found = error instanceof ProblemError ? (error.problem.diagnostics ?? []) : []
  if (found.length === 0) return undefined
  return (
    <>
      It does not fit this version: {found.map(({ message }) => visibleText(message)).join("; ")}.
    </>
  )
}

// The history of a secrets document: who, when, why, and what changed by name. Two picked revisions are compared, masked; the address
// holds them. An older one can be made current again, as a new revision.
import type { AnswerOf } from "@modkeep/contract/client"
import { useQuery, useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { type DocumentSubject, documentRoute } from "#parts/save-bar/document-query.ts"
import { type Outcome, SaveOutcome } from "#parts/save-bar/save-outcome.tsx"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { EmptyState } from "#ui/empty-state.tsx"
import { Loaded } from "#ui/loaded.tsx"
import { Pager } from "#ui/pager.tsx"
import { Status } from "#ui/status.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleName, visibleText } from "#ui/visible-text.ts"

import { DiffView } from "./diff-view.tsx"
import { Restore } from "./restore.tsx"
import styles from "./revision-list.module.css"

type Revision = AnswerOf<"installs.secrets.revisions">["items"][number]

function revisionsInput(subject: DocumentSubject, query: URLSearchParams) {
  const cursor = query.get("cursor")
  return { params: { id: subject.id }, query: cursor === null ? {} : { cursor } }
}

/** For loaders. */
export async function loadRevisions(
  subject: DocumentSubject,
  query: URLSearchParams,
): Promise<void> {
  await load(documentRoute(subject, "revisions"), revisionsInput(subject, query))
}

interface RevisionListProps {
  readonly subject: DocumentSubject
  readonly mayRestore: boolean
}

export function RevisionList({ subject, mayRestore }: RevisionListProps) {
  const [query] = useSearchParams()
  const { data } = useSuspenseQuery(
    routeQuery(documentRoute(subject, "revisions"), revisionsInput(subject, query)),
  )
  const { picked, pick } = usePicked()
  const [restoring, setRestoring] = useState<number>()
  const [outcome, setOutcome] = useState<Outcome>()
  if (data.items.length === 0 && !query.has("cursor")) {
    return (
      <EmptyState title="No revision yet" command={`./modkeep secrets edit ${subject.id}`}>
        <p>The first save makes revision 1. Nothing that was saved is ever overwritten.</p>
      </EmptyState>
    )
  }
  return (
    <>
      {outcome === undefined ? undefined : <SaveOutcome outcome={outcome} staleCopies={[]} />}
      {data.items.length < 2 && picked.length < 2 ? undefined : (
        <Compared subject={subject} picked={picked} />
      )}
      <Card title="Revisions">
        <div>
          <Table
            label="Revisions"
            columns={columnsWith({
              picked,
              pick,
              onRestore: mayRestore ? setRestoring : undefined,
            })}
            rows={data.items}
            keyOf={({ number }) => String(number)}
          />
          <Pager next={data.next} />
        </div>
      </Card>
      {restoring === undefined ? undefined : (
        <Restore
          subject={subject}
          number={restoring}
          onDone={setOutcome}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </>
  )
}

interface Picking {
  readonly picked: readonly number[]
  readonly pick: (number: number) => void
}

/** `?compare=9,12`: a third pick lets the first one go. */
function usePicked(): Picking {
  const [query, setQuery] = useSearchParams()
  // The address follows a moment later: a tick must show at once.
  const [picked, setPicked] = useState(() => pickedIn(query))
  const pick = (number: number) => {
    const next = picked.includes(number)
      ? picked.filter((each) => each !== number)
      : [...picked, number].slice(-2)
    setPicked(next)
    setQuery(
      (before) => {
        const changed = new URLSearchParams(before)
        if (next.length === 0) changed.delete("compare")
        else changed.set("compare", next.join(","))
        return changed
      },
      { replace: true, preventScrollReset: true },
    )
  }
  return { picked, pick }
}

function pickedIn(query: URLSearchParams): readonly number[] {
  const parts = (query.get("compare") ?? "").split(",")
  return parts
    .filter((part) => /^\d{1,9}$/.test(part))
    .map(Number)
    .slice(-2)
}

function Compared({
  subject,
  picked,
}: { readonly subject: DocumentSubject } & Pick<Picking, "picked">) {
  const [older = 0, newer = 0] = picked.toSorted((a, b) => a - b)
  const isPair = picked.length === 2
  const query = useQuery({
    ...routeQuery(documentRoute(subject, "diff"), {
      params: { id: subject.id, n: newer },
      query: { against: older },
    }),
    enabled: isPair,
  })
  if (!isPair) {
    return (
      <p className={styles["hint"]}>
        {picked.length === 0
          ? "Pick two revisions to compare them."
          : "Pick one more revision to compare them."}
      </p>
    )
  }
  return (
    <Card title={`Revision ${older} compared with revision ${newer}`}>
      <Loaded query={query}>
        {({ added, changed, removed, lines }) => (
          <>
            <Names names={{ added, changed, removed }} />
            <DiffView label="Both texts, masked" lines={lines} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

function columnsWith({
  picked,
  pick,
  onRestore,
}: Picking & { readonly onRestore: ((number: number) => void) | undefined }): Column<Revision>[] {
  const columns: Column<Revision>[] = [
    {
      title: "Revision",
      kind: "name",
      cell: ({ number, current, staged }) => (
        <label className={styles["pick"]}>
          <input
            type="checkbox"
            aria-label={`Compare revision ${number}`}
            checked={picked.includes(number)}
            onChange={() => pick(number)}
          />
          <span>{number}</span>
          {current ? <Status tone="good">live</Status> : undefined}
          {staged ? <Status tone="busy">staged</Status> : undefined}
        </label>
      ),
    },
    { title: "Changes", cell: (revision) => <Names names={revision} /> },
    {
      title: "Saved",
      cell: ({ author, createdAt }) => (
        <>
          <Time at={createdAt} /> by {visibleText(author)}
        </>
      ),
    },
    {
      title: "Note",
      cell: ({ reason }) => (reason === null ? "none" : visibleText(reason)),
    },
  ]
  if (onRestore === undefined) return columns
  return [
    ...columns,
    {
      title: "Go back",
      cell: ({ number, current, staged }) =>
        current || staged ? undefined : (
          <Button onClick={() => onRestore(number)}>{`Make ${number} current`}</Button>
        ),
    },
  ]
}

const NAMES_MAX = 6

/** "+1 ~2 −0" and the names; what many names would be is cut. */
function Names({ names }: { readonly names: Pick<Revision, "added" | "changed" | "removed"> }) {
  const { added, changed, removed } = names
  const all = [
    ...added.map((name) => `+${name}`),
    ...changed.map((name) => `~${name}`),
    ...removed.map((name) => `−${name}`),
  ]
  const spoken = `${added.length} added, ${changed.length} changed, ${removed.length} removed`
  return (
    <p className={styles["names"]}>
      <span className={styles["counts"]} title={spoken}>
        +{added.length} ~{changed.length} −{removed.length}
      </span>{" "}
      <code>{all.slice(0, NAMES_MAX).map(visibleName).join(" ")}</code>
      {all.length > NAMES_MAX ? ` and ${all.length - NAMES_MAX} more` : ""}
    </p>
  )
}

// Every browser that is signed in as this person, on the console or on the page of an install, and the way to end each.
import type { Session } from "@modkeep/contract/schemas/session"
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { browserName } from "./browser-name.ts"

interface SessionsProps {
  readonly sessions: { readonly items: readonly Session[]; readonly next: string | null }
}

export function Sessions({ sessions }: SessionsProps) {
  const { run, isRunning, error } = useAction("sessions.delete")
  const [ending, setEnding] = useState<string>()
  const end = async (id: string) => {
    setEnding(id)
    if ((await run({ params: { id } })) === undefined) return
    await refresh("sessions.list")
    say("Session ended")
  }
  return (
    <div>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Table
        label="Sessions"
        columns={columnsWith(isRunning ? ending : undefined, (id) => void end(id))}
        rows={sessions.items}
        keyOf={({ id }) => id}
      />
      <Pager next={sessions.next} />
    </div>
  )
}

function columnsWith(
  ending: string | undefined,
  end: (id: string) => void,
): readonly Column<Session>[] {
  return [
    { title: "Browser", kind: "name", cell: ({ browser }) => browserName(browser) },
    {
      title: "Where",
      cell: ({ install }) =>
        install === null ? "Console" : `Page of ${visibleText(install.name)}`,
    },
    { title: "Since", cell: ({ createdAt }) => <Time at={createdAt} /> },
    { title: "Last used", cell: (session) => <LastUsed session={session} /> },
    {
      title: "Actions",
      kind: "actions",
      cell: ({ id, isCurrent, browser }) =>
        isCurrent ? undefined : (
          <Button
            kind="quiet"
            isRunning={ending === id}
            aria-label={`End the session in ${browserName(browser)}`}
            onClick={() => end(id)}
          >
            End
          </Button>
        ),
    },
  ]
}

function LastUsed({ session: { isCurrent, lastUsedAt } }: { readonly session: Session }) {
  if (isCurrent) return <>now, this one</>
  return lastUsedAt === null ? <>not known</> : <Time at={lastUsedAt} />
}

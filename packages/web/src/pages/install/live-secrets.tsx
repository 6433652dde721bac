// Which revision is live and which process holds it, from the processes themselves. One that is behind can be restarted alone.
import type { Install } from "@modkeep/contract/schemas/install"
import { useQuery } from "@tanstack/react-query"

import { refresh, routeQuery } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { heldBy } from "#parts/held-by.ts"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Mono } from "#ui/mono.tsx"
import { Status } from "#ui/status.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./install-page.module.css"

type Process = Install["processes"][number]

interface LiveSecretsProps {
  readonly install: Install
  readonly mayChange: boolean
}

export function LiveSecrets({ install, mayChange }: LiveSecretsProps) {
  const { run, isRunning, error } = useAction("installs.restart_process")
  const restart = async (process: string) => {
    const done = await run({ params: { id: install.id, process } })
    if (done !== undefined) await refresh("installs.get")
  }
  const { processes } = install
  return (
    <Card title="Live secrets">
      <p className={styles["soft"]}>
        <Current install={install} />
      </p>
      {processes.length === 0 ? undefined : (
        <Table
          label="Processes"
          columns={[
            ...columns,
            ...(mayChange && processes.some(({ behind }) => behind)
              ? [restartColumn((process) => void restart(process), isRunning)]
              : []),
          ]}
          rows={processes}
          keyOf={({ id }) => id}
        />
      )}
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
    </Card>
  )
}

function Current({ install }: { readonly install: Install }) {
  const { data } = useQuery(
    routeQuery("installs.secrets.revisions", { params: { id: install.id }, query: { limit: 5 } }),
  )
  const current = data?.items.find((revision) => revision.current)
  return (
    <>
      {current === undefined ? (
        "Everything comes from the version"
      ) : (
        <>
          Revision {current.number} · saved by {visibleText(current.author)}{" "}
          <Time at={current.createdAt} />
        </>
      )}{" "}
      · <strong className={styles["held"]}>{heldWords(install.processes)}</strong>
    </>
  )
}

function heldWords(processes: readonly Process[]): string {
  if (processes.length === 0) return "no process is running"
  const held = processes.filter(({ behind }) => !behind).map(({ ms }) => ms)
  return heldBy(held, processes.length)
}

const columns: readonly Column<Process>[] = [
  { title: "Process", kind: "name", cell: ({ id }) => <Mono>{id}</Mono> },
  {
    title: "Holds",
    cell: ({ revision }) => `install ${revision.install}, version ${revision.version}`,
  },
  {
    title: "State",
    cell: ({ behind }) =>
      behind ? <Status tone="warn">behind</Status> : <Status tone="good">up to date</Status>,
  },
  { title: "Sessions", kind: "number", cell: ({ sessions }) => sessions },
  { title: "Since", cell: ({ since }) => <Time at={since} /> },
]

/** Only where a process is behind: an empty column says nothing. */
function restartColumn(onRestart: (process: string) => void, isRunning: boolean): Column<Process> {
  return {
    title: "Mend",
    cell: ({ id, behind }) =>
      behind ? (
        <Button icon="restart" isRunning={isRunning} onClick={() => onRestart(id)}>
          Restart only this process
        </Button>
      ) : undefined,
  }
}

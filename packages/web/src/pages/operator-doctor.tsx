// /operator/doctor: what the server's machine gives, what is missing, and what to do about it.
import type { Finding } from "@modkeep/contract/schemas/operator"
import { useSuspenseQuery } from "@tanstack/react-query"

import { load, refresh, routeQuery } from "#api/route-query.ts"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Status, type Tone } from "#ui/status.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./operator/doctor.module.css"
import { OperatorTabs } from "./operator/tabs.tsx"

export async function loader(): Promise<null> {
  await load("operator.health", {})
  return null
}

export function Component() {
  const { data, isFetching } = useSuspenseQuery(routeQuery("operator.health", {}))
  return (
    <>
      <PageHeader title="Operator" place="Doctor" />
      <OperatorTabs />
      <Card
        title={`Modkeep ${data.version} on this machine`}
        actions={
          <Button
            kind="quiet"
            icon="restart"
            isRunning={isFetching}
            onClick={() => void refresh("operator.health")}
          >
            Look again
          </Button>
        }
      >
        <Table
          label="What this machine gives"
          columns={columns}
          rows={data.items}
          keyOf={({ name, found }) => `${name} ${found}`}
        />
        <p className={styles["more"]}>
          <code>./modkeep doctor</code>, run on the server's machine, also looks at the tools that
          builds use.
        </p>
      </Card>
    </>
  )
}

const states: Readonly<Record<Finding["state"], readonly [Tone, string]>> = {
  good: ["good", "Good"],
  poor: ["warn", "Limited"],
  missing: ["bad", "Missing"],
}

const columns: readonly Column<Finding>[] = [
  { title: "What", kind: "name", cell: ({ name }) => name },
  { title: "State", cell: ({ state }) => <State state={state} /> },
  {
    title: "Found",
    cell: ({ found, help }) => (
      <>
        {visibleText(found)}
        {help === null ? undefined : <p className={styles["help"]}>{help}</p>}
      </>
    ),
  },
]

function State({ state }: Pick<Finding, "state">) {
  const [tone, word] = states[state]
  return <Status tone={tone}>{word}</Status>
}

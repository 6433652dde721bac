// Where each field of the module's sign-in comes from: its secrets, its launch query, or nowhere. Never what it is.
import type { AnswerOf } from "@modkeep/contract/client"
import { useQuery } from "@tanstack/react-query"

import { routeQuery } from "#api/route-query.ts"
import { Card } from "#ui/card.tsx"
import { Loaded } from "#ui/loaded.tsx"
import { Mono } from "#ui/mono.tsx"
import { Status } from "#ui/status.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./install-page.module.css"

type Field = AnswerOf<"installs.auth">["fields"][number]

export function AuthCard({ id }: { readonly id: string }) {
  const query = useQuery(routeQuery("installs.auth", { params: { id } }))
  if (query.data?.profile === null) return undefined
  return (
    <Card title="Sign-in of the module">
      <Loaded query={query}>
        {({ fields, valid, problems }) => (
          <>
            {valid ? <Status tone="good">complete</Status> : <Status tone="bad">incomplete</Status>}
            {problems.length === 0 ? undefined : (
              <ul className={styles["list"]}>
                {problems.map((problem) => (
                  <li key={problem}>{visibleText(problem)}</li>
                ))}
              </ul>
            )}
            <Table
              label="Fields of the sign-in"
              columns={columns}
              rows={fields}
              keyOf={({ name }) => name}
            />
          </>
        )}
      </Loaded>
    </Card>
  )
}

const origins = {
  environment: "the secrets",
  query: "the launch query",
  missing: "nowhere",
} as const

const columns: readonly Column<Field>[] = [
  { title: "Field", kind: "name", cell: ({ name }) => <Mono>{name}</Mono> },
  { title: "Comes from", cell: ({ origin }) => origins[origin] },
  { title: "Variable", cell: ({ environment }) => <Mono>{environment}</Mono> },
  { title: "Query parameter", cell: ({ query }) => <Mono>{query}</Mono> },
]

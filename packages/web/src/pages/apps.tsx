// /apps: the workspaces that modules are installed in.
import type { App } from "@modkeep/contract/schemas/install"
import { useSuspenseQuery } from "@tanstack/react-query"
import { Link, type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { NewApp } from "#parts/new-app.tsx"
import { listQuery, listQueryOf } from "#parts/list-query.ts"
import { useMayCreate } from "#parts/use-right.ts"
import { EmptyState } from "#ui/empty-state.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await load("apps.list", { query: listQueryOf(request.url) })
  return null
}

export function Component() {
  const [query] = useSearchParams()
  const { data } = useSuspenseQuery(routeQuery("apps.list", { query: listQuery(query) }))
  const mayCreate = useMayCreate()
  const isEmpty = data.items.length === 0 && !query.has("cursor")
  return (
    <>
      <PageHeader title="Apps" />
      {isEmpty && !mayCreate ? (
        <p>There is no app yet. The owners create them, and you see them here then.</p>
      ) : isEmpty ? (
        <EmptyState title="Create an app" command="./modkeep app create my-app">
          <p>
            An app is a workspace: modules are installed in it, each with its own page and its own
            secrets.
          </p>
          <NewApp />
        </EmptyState>
      ) : (
        <>
          <div>
            <Table label="Apps" columns={columns} rows={data.items} keyOf={({ id }) => id} />
            <Pager next={data.next} />
          </div>
          {mayCreate ? <NewApp /> : undefined}
        </>
      )}
    </>
  )
}

const columns: readonly Column<App>[] = [
  {
    title: "Name",
    kind: "name",
    cell: ({ id, name }) => <Link to={`/apps/${id}`}>{visibleText(name)}</Link>,
  },
  { title: "Installs", kind: "number", cell: ({ installs }) => installs },
  { title: "Created", cell: ({ createdAt }) => <Time at={createdAt} /> },
]

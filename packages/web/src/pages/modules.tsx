// /modules: the repositories one publishes or may install. Empty, it is where the first one begins.
import { useSuspenseQuery } from "@tanstack/react-query"
import { Link, type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { useMe } from "#app/use-me.ts"
import { AddressForm } from "#parts/address-form.tsx"
import { listQuery, listQueryOf } from "#parts/list-query.ts"
import { TryExample } from "#parts/try-example.tsx"
import { useOwner } from "#parts/use-owner.ts"
import { useMayCreate } from "#parts/use-right.ts"
import { VersionState } from "#parts/version-state.tsx"
import { ButtonLink } from "#ui/button.tsx"
import { EmptyState } from "#ui/empty-state.tsx"
import { Mono } from "#ui/mono.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"
import type { Module } from "@modkeep/contract/schemas/module"

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await load("modules.list", { query: listQueryOf(request.url) })
  return null
}

export function Component() {
  const [query] = useSearchParams()
  const { owner, withOwner } = useOwner()
  const { data } = useSuspenseQuery(routeQuery("modules.list", { query: listQuery(query) }))
  const columns = useColumns()
  const mayCreate = useMayCreate()
  if (data.items.length === 0 && !query.has("cursor")) return <NoModules mayCreate={mayCreate} />
  return (
    <>
      <PageHeader
        title="Modules"
        actions={
          mayCreate ? (
            <ButtonLink kind="primary" icon="plus" to={withOwner("/modules/new", owner)}>
              New module
            </ButtonLink>
          ) : undefined
        }
      />
      <div>
        <Table label="Modules" columns={columns} rows={data.items} keyOf={({ id }) => id} />
        <Pager next={data.next} />
      </div>
    </>
  )
}

function useColumns(): Column<Module>[] {
  const me = useMe()
  const names = new Map<string, string>(me.owners.map(({ id, name }) => [id, name]))
  const columns: Column<Module>[] = [
    {
      title: "Name",
      kind: "name",
      cell: ({ id, name }) => <Link to={`/modules/${id}`}>{visibleText(name)}</Link>,
    },
    { title: "Latest version", cell: ({ latest }) => <Latest latest={latest} /> },
    { title: "Repository", cell: ({ repository }) => <Mono>{repository}</Mono> },
    {
      title: "Owner",
      cell: ({ owner }) => visibleText(names.get(owner) ?? "shared with you"),
    },
    { title: "Created", cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
  return columns
}

function Latest({ latest }: Pick<Module, "latest">) {
  if (latest === null) return <>none yet</>
  return (
    <>
      {latest.number} <VersionState state={latest.state} />
    </>
  )
}

function NoModules({ mayCreate }: { readonly mayCreate: boolean }) {
  if (!mayCreate) {
    return (
      <>
        <PageHeader title="Modules" />
        <p>There is no module yet. The owners add them, and you see them here then.</p>
      </>
    )
  }
  return (
    <>
      <PageHeader title="Modules" />
      <EmptyState
        title="Deploy a Streamlit repository"
        command="./modkeep module create my-module https://github.com/you/your-module"
      >
        <p>
          Modkeep reads the repository, shows the secrets it asks for, and runs it. Nothing is
          stored before you have seen them.
        </p>
        <AddressForm />
        <TryExample />
      </EmptyState>
    </>
  )
}

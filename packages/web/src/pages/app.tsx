// /apps/:a: what is installed in an app, where it runs and who may open it.
import type { Install } from "@modkeep/contract/schemas/install"
import { useQueries, useSuspenseQuery } from "@tanstack/react-query"
import { Link, type LoaderFunctionArgs, useParams, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { InstallState } from "#parts/install-state.tsx"
import { listQuery } from "#parts/list-query.ts"
import { useRight } from "#parts/use-right.ts"
import { ButtonLink } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { EmptyState } from "#ui/empty-state.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

function inputs(id: string, query: URLSearchParams) {
  const { cursor } = listQuery(query)
  return {
    app: { params: { id } },
    installs: { params: { id }, query: cursor === undefined ? {} : { cursor } },
  }
}

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const { app, installs } = inputs(params["app"] ?? "", new URL(request.url).searchParams)
  await Promise.all([load("apps.get", app), load("installs.list_of_app", installs)])
  return null
}

export function Component() {
  const { app: id = "" } = useParams()
  const [query] = useSearchParams()
  const asked = inputs(id, query)
  const { data: app } = useSuspenseQuery(routeQuery("apps.get", asked.app))
  const { data: installs } = useSuspenseQuery(routeQuery("installs.list_of_app", asked.installs))
  const mayChange = useRight(app.owner) === "change"
  const names = useModuleNames(installs.items)
  const isEmpty = installs.items.length === 0 && !query.has("cursor")
  return (
    <>
      <PageHeader
        title={app.name}
        above={{ to: "/apps", label: "Apps" }}
        actions={
          mayChange ? (
            <ButtonLink kind="primary" icon="plus" to={`/apps/${app.id}/install`}>
              Install a module
            </ButtonLink>
          ) : undefined
        }
      />
      <Card title="Installs">
        {isEmpty && !mayChange ? (
          <p>Nothing is installed here yet. The owners of the app install modules.</p>
        ) : isEmpty ? (
          <EmptyState
            title="Nothing is installed here"
            command={`./modkeep install create --app ${app.id} --version ver_…`}
          >
            <p>
              A module is installed with a name, access and secrets of its own. Any ready version
              will do, yours or one that is shared with you.
            </p>
          </EmptyState>
        ) : (
          <div>
            <Table
              label="Installs"
              columns={columnsWith(names)}
              rows={installs.items}
              keyOf={({ id: install }) => install}
            />
            <Pager next={installs.next} />
          </div>
        )}
      </Card>
    </>
  )
}

/** The names come after the list: a row is there without them. */
function useModuleNames(installs: readonly Install[]): ReadonlyMap<string, string> {
  const ids = [...new Set(installs.map(({ module }) => module))]
  const found = useQueries({
    queries: ids.map((id) => routeQuery("modules.get", { params: { id } })),
  })
  return new Map(found.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data.name]])))
}

const accessWords: Readonly<Record<Install["access"], string>> = {
  private: "Private",
  members: "Members",
  public: "Public",
}

function columnsWith(names: ReadonlyMap<string, string>): Column<Install>[] {
  return [
    {
      title: "Name",
      kind: "name",
      cell: ({ id, name }) => <Link to={`/installs/${id}/overview`}>{visibleText(name)}</Link>,
    },
    { title: "State", cell: ({ state }) => <InstallState state={state} /> },
    {
      title: "Module",
      cell: ({ module }) => (
        <Link to={`/modules/${module}`}>{visibleText(names.get(module) ?? module)}</Link>
      ),
    },
    { title: "Access", cell: ({ access }) => accessWords[access] },
    { title: "Created", cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

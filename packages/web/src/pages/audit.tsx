// /audit: who did what to what, newest first. The filters are in the address, so that what was found can be handed on.
import { useSuspenseQuery } from "@tanstack/react-query"
import { Link, type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { useMe } from "#app/use-me.ts"
import { EmptyState } from "#ui/empty-state.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"

import { auditInput } from "./audit/audit-input.ts"
import { Entries } from "./audit/entries.tsx"
import { Filters } from "./audit/filters.tsx"

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await load("audit.list", auditInput(new URL(request.url).searchParams))
  return null
}

export function Component() {
  const [query] = useSearchParams()
  const { owners } = useMe()
  const { data } = useSuspenseQuery(routeQuery("audit.list", auditInput(query)))
  const isNarrowed = ["action", "subject", "cursor", "owner"].some((key) => query.has(key))
  return (
    <>
      <PageHeader title="Audit">
        What was done for your {owners.length === 1 ? "owner" : "owners"}. Entries are chained by
        hash and never changed; they hold names and key paths, never a value.
      </PageHeader>
      <Filters key={query.toString()} />
      {data.items.length === 0 ? (
        <EmptyState
          title={isNarrowed ? "Nothing fits these filters" : "Nothing was done yet"}
          command="./modkeep audit list"
        >
          <p>
            {isNarrowed ? (
              <Link to="/audit">Show everything</Link>
            ) : (
              "Every sign-in, deployment and change of a secret will stand here."
            )}
          </p>
        </EmptyState>
      ) : (
        <div>
          <Entries entries={data.items} />
          <Pager next={data.next} />
        </div>
      )}
    </>
  )
}

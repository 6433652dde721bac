// /installs/:i/activity: what was done to an install and its secrets, by whom, newest first.
import { useSuspenseQuery } from "@tanstack/react-query"
import { type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { Card } from "#ui/card.tsx"
import { Pager } from "#ui/pager.tsx"

import { Entries } from "./audit/entries.tsx"
import { InstallHeader } from "./install/install-header.tsx"
import { loadInstall, useInstall } from "./install/install-input.ts"

function auditInput(subject: string, query: URLSearchParams) {
  const cursor = query.get("cursor")
  return { query: { subject, ...(cursor === null ? {} : { cursor }) } }
}

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const query = new URL(request.url).searchParams
  const subject = params["install"] ?? ""
  await Promise.all([loadInstall(params), load("audit.list", auditInput(subject, query))])
  return null
}

export function Component() {
  const shown = useInstall()
  const [query] = useSearchParams()
  const { data } = useSuspenseQuery(routeQuery("audit.list", auditInput(shown.install.id, query)))
  return (
    <>
      <InstallHeader shown={shown} place="Activity" />
      <Card title="Activity">
        <div>
          <Entries entries={data.items} isOfOne />
          <Pager next={data.next} />
        </div>
      </Card>
    </>
  )
}

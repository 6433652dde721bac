// /me: one's name, password and sessions.
import { useSuspenseQuery } from "@tanstack/react-query"
import { type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { useMe } from "#app/use-me.ts"
import { Card } from "#ui/card.tsx"
import { CopyButton } from "#ui/copy-button.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./me/form.module.css"
import { Name } from "./me/name.tsx"
import { Password } from "./me/password.tsx"
import { Sessions } from "./me/sessions.tsx"

function input(query: URLSearchParams) {
  const cursor = query.get("cursor")
  return { query: cursor === null ? {} : { cursor } }
}

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  const { searchParams } = new URL(request.url)
  await Promise.all([load("session.get", {}), load("sessions.list", input(searchParams))])
  return null
}

export function Component() {
  const me = useMe()
  const [query] = useSearchParams()
  const { data: state } = useSuspenseQuery(routeQuery("session.get", {}))
  const { data: sessions } = useSuspenseQuery(routeQuery("sessions.list", input(query)))
  return (
    <>
      <PageHeader title="Your account" />
      <Facts
        facts={[
          [
            "Your id",
            <span key="id" className={styles["id"]}>
              <Mono>{me.user.id}</Mono> <CopyButton text={me.user.id} label="Copy your id" />
            </span>,
          ],
          ["Member of", me.owners.map(({ name }) => visibleText(name)).join(", ")],
          ["Operator", me.user.isOperator ? "yes, of this server" : undefined],
        ]}
      />
      <Card title="Name">
        <Name name={me.user.name} />
      </Card>
      <Card title="Password">
        {state.user === null ? undefined : <Password user={state.user} />}
      </Card>
      <Card title="Where you are signed in">
        <Sessions sessions={sessions} />
      </Card>
    </>
  )
}

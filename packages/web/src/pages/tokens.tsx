// /tokens: what programs sign in with. A token's value is there once, on the page that made it.
import type { AnswerOf } from "@modkeep/contract/client"
import type { Scope } from "@modkeep/contract/schemas/identity"
import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, refresh, routeQuery } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { useMe } from "#app/use-me.ts"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Confirm } from "#ui/confirm.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { NewToken } from "./tokens/new-token.tsx"

type Token = AnswerOf<"tokens.list">["items"][number]

function input(query: URLSearchParams) {
  const cursor = query.get("cursor")
  return { query: cursor === null ? {} : { cursor } }
}

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await load("tokens.list", input(new URL(request.url).searchParams))
  return null
}

export function Component() {
  const [query] = useSearchParams()
  const { data } = useSuspenseQuery(routeQuery("tokens.list", input(query)))
  const [revoking, setRevoking] = useState<Token>()
  const columns = useColumns(setRevoking)
  return (
    <>
      <PageHeader title="Tokens">
        The command line and other programs sign in with a token, as you and with no more rights
        than you give it.
      </PageHeader>
      {data.items.length === 0 && !query.has("cursor") ? undefined : (
        <Card title="Your tokens">
          <div>
            <Table label="Tokens" columns={columns} rows={data.items} keyOf={({ id }) => id} />
            <Pager next={data.next} />
          </div>
        </Card>
      )}
      <Card title="New token">
        <NewToken />
      </Card>
      {revoking === undefined ? undefined : (
        <Revoke key={revoking.id} token={revoking} onClose={() => setRevoking(undefined)} />
      )}
    </>
  )
}

function useColumns(revoke: (token: Token) => void): Column<Token>[] {
  const { owners } = useMe()
  const names = new Map<string, string>(owners.map(({ id, name }) => [id, name]))
  return [
    { title: "Name", kind: "name", cell: ({ name }) => visibleText(name) },
    { title: "May", cell: ({ scopes }) => scopesInWords(scopes) },
    {
      title: "For",
      cell: ({ owner }) =>
        owner === null ? "all your owners" : visibleText(names.get(owner) ?? owner),
    },
    {
      title: "Last used",
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : <Time at={lastUsedAt} />),
    },
    { title: "Expires", cell: ({ expiresAt }) => <Expiry at={expiresAt} /> },
    {
      title: "Actions",
      kind: "actions",
      cell: (token) => (
        <Button
          kind="quiet"
          icon="trash"
          aria-label={`Revoke ${token.name}`}
          onClick={() => revoke(token)}
        >
          Revoke
        </Button>
      ),
    },
  ]
}

function scopesInWords(scopes: readonly Scope[]): string {
  return scopes.join(", ")
}

function Expiry({ at }: { readonly at: string | null }) {
  const [now] = useState(() => Date.now())
  if (at === null) return <>never</>
  const date = new Date(at)
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {date.getTime() < now ? `expired ${day}` : day}
    </time>
  )
}

function Revoke({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const { run, isRunning, error } = useAction("tokens.delete")
  const revoke = async () => {
    if ((await run({ params: { id: token.id } })) === undefined) return
    await refresh("tokens.list")
    say("Token revoked")
    onClose()
  }
  return (
    <Confirm
      title={`Revoke "${visibleText(token.name)}"?`}
      description="Whatever signs in with it is refused from now on. A revoked token cannot be brought back."
      action="Revoke token"
      isRunning={isRunning}
      error={error}
      onConfirm={() => void revoke()}
      onClose={onClose}
    />
  )
}

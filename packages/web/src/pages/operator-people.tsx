// /operator/people: everybody who can sign in to this server: invited, made operators, helped with a new link, removed.
import type { Person } from "@modkeep/contract/schemas/people"
import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, refresh, routeQuery } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { useMe } from "#app/use-me.ts"
import { ShownOnce } from "#parts/shown-once.tsx"
import { Card } from "#ui/card.tsx"
import { Confirm } from "#ui/confirm.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Menu, type MenuItem } from "#ui/menu.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Pager } from "#ui/pager.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { Invite } from "./operator/invite.tsx"
import { OperatorTabs } from "./operator/tabs.tsx"

function input(query: URLSearchParams) {
  const cursor = query.get("cursor")
  return { query: cursor === null ? {} : { cursor } }
}

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await load("people.list", input(new URL(request.url).searchParams))
  return null
}

export function Component() {
  const [query] = useSearchParams()
  const { data } = useSuspenseQuery(routeQuery("people.list", input(query)))
  return (
    <>
      <PageHeader title="Operator" place="People" />
      <OperatorTabs />
      <Card title="Everyone on this server">
        <People people={data.items} />
        <Pager next={data.next} />
      </Card>
      <Card title="Invite somebody">
        <Invite />
      </Card>
    </>
  )
}

function People({ people }: { readonly people: readonly Person[] }) {
  const me = useMe()
  const [removing, setRemoving] = useState<Person>()
  const [linked, setLinked] = useState<{ readonly name: string; readonly link: string }>()
  const update = useAction("people.update")
  const link = useAction("people.link")
  const error = update.error ?? link.error
  const setOperator = async ({ id, name }: Person, isOperator: boolean) => {
    if ((await update.run({ params: { id }, body: { isOperator } })) === undefined) return
    await refresh("people.list", "me.get")
    say(`${visibleText(name)} is ${isOperator ? "an operator now" : "no longer an operator"}`)
  }
  const makeLink = async ({ id, name }: Person) => {
    const made = await link.run({ params: { id } })
    if (made !== undefined) setLinked({ name, link: made.data.signInLink })
  }
  const itemsOf = (person: Person): readonly MenuItem[] => [
    { label: "New sign-in link", icon: "key", onSelect: () => void makeLink(person) },
    person.isOperator
      ? { label: "No longer an operator", onSelect: () => void setOperator(person, false) }
      : { label: "Make an operator", onSelect: () => void setOperator(person, true) },
    ...(person.id === me.user.id
      ? []
      : [
          {
            label: "Remove",
            icon: "trash" as const,
            isDangerous: true,
            onSelect: () => setRemoving(person),
          },
        ]),
  ]
  return (
    <>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      {linked === undefined ? undefined : (
        <ShownOnce
          key={linked.link}
          title={`New sign-in link for ${visibleText(linked.name)}`}
          text={linked.link}
          copyLabel="Copy the sign-in link"
        >
          Hand it over: it signs them in once, and lets them set a new password. It is shown only
          now.
        </ShownOnce>
      )}
      <Table
        label="People"
        columns={columnsWith(me.user.id, itemsOf)}
        rows={people}
        keyOf={({ id }) => id}
      />
      {removing === undefined ? undefined : (
        <Remove key={removing.id} person={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  )
}

function columnsWith(
  self: string,
  itemsOf: (person: Person) => readonly MenuItem[],
): readonly Column<Person>[] {
  return [
    {
      title: "Name",
      kind: "name",
      cell: ({ id, name }) => `${visibleText(name)}${id === self ? " (you)" : ""}`,
    },
    { title: "Operator", cell: ({ isOperator }) => (isOperator ? "yes" : "no") },
    {
      title: "Member of",
      cell: ({ owners }) =>
        owners.length === 0 ? "no owner" : owners.map(({ name }) => visibleText(name)).join(", "),
    },
    { title: "Password", cell: ({ hasPassword }) => (hasPassword ? "set" : "none yet") },
    {
      title: "Signed in",
      cell: ({ signedInAt }) => (signedInAt === null ? "no" : <Time at={signedInAt} />),
    },
    {
      title: "Actions",
      kind: "actions",
      cell: (person) => <Menu label={`Change ${person.name}`} isCompact items={itemsOf(person)} />,
    },
  ]
}

function Remove({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { run, isRunning, error } = useAction("people.delete")
  const remove = async () => {
    if ((await run({ params: { id: person.id } })) === undefined) return
    await refresh("people.list", "me.get", "members.list")
    say(`${visibleText(person.name)} is removed`)
    onClose()
  }
  return (
    <Confirm
      title={`Remove ${visibleText(person.name)} from this server?`}
      description="They are signed out everywhere and their tokens are revoked. What they alone owned becomes yours."
      action="Remove"
      isRunning={isRunning}
      error={error}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}

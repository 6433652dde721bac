// /people: who belongs to an owner, and may therefore work with its modules and apps. One card for each owner that is shown.
import { useQuery } from "@tanstack/react-query"
import type { LoaderFunctionArgs } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { useMe } from "#app/use-me.ts"
import { useOwner, readOwner } from "#parts/use-owner.ts"
import { ButtonLink } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Loaded } from "#ui/loaded.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { AddMember } from "./people/add-member.tsx"
import { Members } from "./people/members.tsx"
import { membersInput, type OwnerOfMine } from "./people/members-input.ts"

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  const owner = readOwner(new URL(request.url).searchParams)
  if (owner !== undefined) await load("members.list", membersInput(owner))
  return null
}

export function Component() {
  const me = useMe()
  const { owner } = useOwner()
  const shown = owner === undefined ? me.owners : me.owners.filter(({ id }) => id === owner)
  return (
    <>
      <PageHeader
        title="People"
        actions={
          me.user.isOperator ? (
            <ButtonLink to="/operator/people">Everyone on this server</ButtonLink>
          ) : undefined
        }
      >
        Members work with what an owner has. An owner's managers also add and remove members.
      </PageHeader>
      {shown.map((one) => (
        <OwnerMembers key={one.id} owner={one} />
      ))}
    </>
  )
}

function OwnerMembers({ owner }: { readonly owner: OwnerOfMine }) {
  const query = useQuery(routeQuery("members.list", membersInput(owner.id)))
  return (
    <Card title={visibleText(owner.name)}>
      <Loaded query={query}>{(data) => <Members owner={owner} members={data.items} />}</Loaded>
      {owner.role === "owner" ? (
        <AddMember owner={owner} />
      ) : (
        <p>Its managers add and remove members.</p>
      )}
    </Card>
  )
}

// The members of one owner: their part in it, and what a manager can change.
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { useMe } from "#app/use-me.ts"
import { Confirm } from "#ui/confirm.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Menu, type MenuItem } from "#ui/menu.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import type { Member, OwnerOfMine } from "./members-input.ts"
import { roleWords } from "./role-words.ts"

interface MembersProps {
  readonly owner: OwnerOfMine
  readonly members: readonly Member[]
}

export function Members({ owner, members }: MembersProps) {
  const me = useMe()
  const [removing, setRemoving] = useState<Member>()
  const { run: put, error } = useAction("members.add")
  const setRole = async (member: Member, role: Member["role"]) => {
    const done = await put({ params: { id: owner.id }, body: { user: member.user, role } })
    if (done === undefined) return
    await refresh("members.list", "me.get")
    say(`${visibleText(member.name)} is now a ${roleWords[role].toLowerCase()}`)
  }
  const itemsOf = (member: Member): readonly MenuItem[] => [
    member.role === "owner"
      ? { label: "Make a member", onSelect: () => void setRole(member, "member") }
      : { label: "Make a manager", onSelect: () => void setRole(member, "owner") },
    { label: "Remove", icon: "trash", isDangerous: true, onSelect: () => setRemoving(member) },
  ]
  return (
    <div>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <Table
        label={`Members of ${owner.name}`}
        columns={[
          ...columnsFor(me.user.id),
          ...(owner.role === "owner" ? [actionsWith(itemsOf)] : []),
        ]}
        rows={members}
        keyOf={({ user }) => user}
      />
      {removing === undefined ? undefined : (
        <Remove
          key={removing.user}
          owner={owner}
          member={removing}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </div>
  )
}

function columnsFor(self: string): readonly Column<Member>[] {
  return [
    {
      title: "Name",
      kind: "name",
      cell: ({ user, name }) => `${visibleText(name)}${user === self ? " (you)" : ""}`,
    },
    { title: "Part", cell: ({ role }) => roleWords[role] },
    { title: "Since", cell: ({ since }) => <Time at={since} /> },
  ]
}

function actionsWith(itemsOf: (member: Member) => readonly MenuItem[]): Column<Member> {
  return {
    title: "Actions",
    kind: "actions",
    cell: (member) => <Menu label={`Change ${member.name}`} isCompact items={itemsOf(member)} />,
  }
}

interface RemoveProps {
  readonly owner: OwnerOfMine
  readonly member: Member
  readonly onClose: () => void
}

function Remove({ owner, member, onClose }: RemoveProps) {
  const { run, isRunning, error } = useAction("members.remove")
  const remove = async () => {
    if ((await run({ params: { id: owner.id, user: member.user } })) === undefined) return
    await refresh("members.list", "me.get")
    say(`${visibleText(member.name)} is removed`)
    onClose()
  }
  return (
    <Confirm
      title={`Remove ${visibleText(member.name)} from ${visibleText(owner.name)}?`}
      description="Tokens they made for this owner are revoked, and open pages of its installs end for them. What they deployed stays."
      action="Remove"
      isRunning={isRunning}
      error={error}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}

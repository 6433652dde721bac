// Adds a member. Operators invite somebody new by name and get a sign-in link to hand over; anybody who manages the owner adds
// people that the server knows by their id, which each finds on their account page.
import { useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { useMe } from "#app/use-me.ts"
import { ShownOnce } from "#parts/shown-once.tsx"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { say } from "#ui/toast.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./add-member.module.css"
import type { Member, OwnerOfMine } from "./members-input.ts"
import { roleWords } from "./role-words.ts"

const idForm = /^usr_[0-9a-z]{26}$/

export function AddMember({ owner }: { readonly owner: OwnerOfMine }) {
  const { isOperator } = useMe().user
  const { run, isRunning, error } = useAction("members.add")
  const [who, setWho] = useState("")
  const [role, setRole] = useState<Member["role"]>("member")
  const [problem, setProblem] = useState<string>()
  const [invited, setInvited] = useState<{ readonly name: string; readonly link: string }>()
  const add = async () => {
    const typed = who.trim()
    const found = problemOf(typed, isOperator)
    setProblem(found)
    setInvited(undefined)
    if (found !== undefined) return
    const person = idForm.test(typed) ? { user: typed } : { name: typed }
    const added = await run({ params: { id: owner.id }, body: { ...person, role } })
    if (added === undefined) return
    const { name, signInLink } = added.data
    setWho("")
    if (signInLink === null) say(`${visibleText(name)} is added`)
    else setInvited({ name, link: signInLink })
    await refresh("members.list", "people.list")
  }
  return (
    <Form className={styles["form"]} onSubmit={add}>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <div className={styles["fields"]}>
        <TextInput
          label={isOperator ? "Name of somebody new, or the id of somebody known" : "Person's id"}
          hint="Everybody finds their id on their account page"
          placeholder={isOperator ? undefined : "usr_…"}
          maxLength={80}
          problem={problem}
          value={who}
          onValue={setWho}
        />
        <Select
          label="Part"
          value={role}
          onValue={(value) => setRole(value === "owner" ? "owner" : "member")}
          options={[
            { value: "member", label: roleWords.member },
            { value: "owner", label: roleWords.owner },
          ]}
        />
      </div>
      <div>
        <Button type="submit" isRunning={isRunning}>
          Add member
        </Button>
      </div>
      {invited === undefined ? undefined : (
        <ShownOnce
          title={`${visibleText(invited.name)} is invited`}
          text={invited.link}
          copyLabel="Copy the sign-in link"
        >
          Hand this link over: it signs {visibleText(invited.name)} in once and is shown only now.
        </ShownOnce>
      )}
    </Form>
  )
}

function problemOf(typed: string, isOperator: boolean): string | undefined {
  if (isOperator) return typed === "" ? "Write a name, or the id of somebody known" : undefined
  if (idForm.test(typed)) return undefined
  return "Write the person's id: usr_ and 26 letters and digits. Only an operator invites by name"
}

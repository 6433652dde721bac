// /modules/new?git=…&name=…: names a module and says where it comes from. Its first version is made on the page after.
import { useState } from "react"
import { useNavigate, useSearchParams } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { LeaveGuard } from "#parts/save-bar/leave-guard.tsx"
import { settled } from "#parts/save-bar/unsaved.ts"
import { nameFromAddress } from "#parts/name-from-address.ts"
import { OnlyManagers } from "#parts/only-managers.tsx"
import { useOwner } from "#parts/use-owner.ts"
import { useMayCreate } from "#parts/use-right.ts"
import { Actions } from "#ui/actions.tsx"
import { Button, ButtonLink } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Form } from "#ui/form.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { TextInput } from "#ui/text-input.tsx"

import styles from "./module-new.module.css"

export function Component() {
  const { owner, withOwner } = useOwner()
  const mayCreate = useMayCreate()
  return (
    <>
      <PageHeader
        title="New module"
        above={{ to: withOwner("/modules", owner), label: "Modules" }}
      />
      {mayCreate ? <NewModule /> : <OnlyManagers owner={owner} what="create modules" />}
    </>
  )
}

function NewModule() {
  const [query] = useSearchParams()
  const { owner, withOwner } = useOwner()
  const navigate = useNavigate()
  const { run, isRunning, error } = useAction("modules.create")
  const given = query.get("git") ?? ""
  // A link may name it too; nothing else in a link is taken.
  const givenName = query.get("name") ?? undefined
  const [repository, setRepository] = useState(given)
  const [named, setNamed] = useState(givenName)
  const [isChecked, setChecked] = useState(false)
  const name = named ?? nameFromAddress(repository)
  const problems = {
    repository: repository.trim() === "" ? "Paste the address of the repository" : undefined,
    name: name.trim() === "" ? "Give the module a name" : undefined,
  }
  const create = async () => {
    setChecked(true)
    if (problems.repository !== undefined || problems.name !== undefined) return
    const body = {
      name: name.trim(),
      repository: repository.trim(),
      ...(owner === undefined ? {} : { owner }),
    }
    const created = await run({ body })
    if (created === undefined) return
    await refresh("modules.list")
    // The address may be a commit's, a folder's or a file's: the first version starts there.
    const at = new URLSearchParams({ at: body.repository })
    await navigate(`/modules/${created.data.id}/new?${at}`, settled)
  }
  return (
    <>
      <LeaveGuard isDirty={repository !== given || named !== givenName} />
      <Form className={styles["form"]} onSubmit={create}>
        {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
        <TextInput
          label="Git address"
          hint="A clone address, or the address of a commit, branch, folder or file in your browser"
          inputMode="url"
          isMono
          problem={isChecked ? problems.repository : undefined}
          value={repository}
          onValue={setRepository}
        />
        <TextInput
          label="Name"
          hint="How people find the module. It can be changed later"
          maxLength={80}
          problem={isChecked ? problems.name : undefined}
          value={name}
          onValue={setNamed}
        />
        <Actions>
          <Button type="submit" kind="primary" isRunning={isRunning}>
            Create module
          </Button>
          <ButtonLink kind="quiet" to={withOwner("/modules", owner)}>
            Cancel
          </ButtonLink>
        </Actions>
      </Form>
    </>
  )
}

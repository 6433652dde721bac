// Deletes a version and its secrets, asked once more. One that is installed stays: the answer names the installs.
import type { Version } from "@modkeep/contract/schemas/version"
import { useState } from "react"
import { useNavigate } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { settled } from "#parts/save-bar/unsaved.ts"
import { Confirm } from "#ui/confirm.tsx"
import { Menu } from "#ui/menu.tsx"
import { say } from "#ui/toast.tsx"

export function DeleteVersion({ version }: { readonly version: Version }) {
  const [isAsking, setAsking] = useState(false)
  const { run, isRunning, error, forget } = useAction("versions.delete")
  const navigate = useNavigate()
  const close = () => {
    setAsking(false)
    forget()
  }
  const remove = async () => {
    const done = await run({ params: { id: version.id } })
    if (done === undefined) return
    await navigate(`/modules/${version.module}`, settled)
    await refresh("versions.list", "modules.get")
    say(`Version ${version.number} is deleted`)
  }
  return (
    <>
      <Menu
        label="More"
        items={[
          {
            label: "Delete version",
            icon: "trash",
            isDangerous: true,
            onSelect: () => setAsking(true),
          },
        ]}
      />
      {isAsking ? (
        <Confirm
          title={`Delete version ${version.number}?`}
          description="The version, its secrets and all their revisions are gone for good. The repository is not touched."
          action="Delete version"
          isRunning={isRunning}
          error={error}
          onConfirm={() => void remove()}
          onClose={close}
        />
      ) : undefined}
    </>
  )
}

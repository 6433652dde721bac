// A way to look around without a repository of one's own: the example module, whose template has a blank key to fill in.
import { useNavigate } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"

import { useOwner } from "./use-owner.ts"

export function TryExample() {
  const { owner } = useOwner()
  const navigate = useNavigate()
  const { run, isRunning, error } = useAction("modules.example")
  const make = async () => {
    const made = await run({ body: owner === undefined ? {} : { owner } })
    if (made === undefined) return
    await refresh("modules.list")
    await navigate(`/modules/${made.data.id}/new`)
  }
  return (
    <>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <p>
        Without a repository at hand, take the example: its template has a blank key to fill in.
      </p>
      <div>
        <Button icon="play" isRunning={isRunning} onClick={() => void make()}>
          Try the example
        </Button>
      </div>
    </>
  )
}

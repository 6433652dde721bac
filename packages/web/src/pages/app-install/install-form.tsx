// Everything that is typed for an install, kept here above the version that is picked.
import type { Module } from "@modkeep/contract/schemas/module"
import type { App } from "@modkeep/contract/schemas/install"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"

import { routeQuery } from "#api/route-query.ts"
import { LeaveGuard } from "#parts/save-bar/leave-guard.tsx"
import { Loaded } from "#ui/loaded.tsx"

import { blankDraft, type Draft, isTyped } from "./draft.ts"
import type { Choice } from "./inputs.ts"
import { Settings } from "./settings.tsx"
import { Secrets } from "./secrets.tsx"
import { useChoice } from "./use-choice.ts"

interface InstallFormProps {
  readonly app: App
  readonly choice: Choice
  readonly modules: readonly Module[]
}

export function InstallForm({ app, choice, modules }: InstallFormProps) {
  const { version } = useChoice(choice)
  const [draft, setDraft] = useState(blankDraft)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const keys = useQuery({
    ...routeQuery("versions.keys", { params: { id: version?.id ?? "" } }),
    enabled: version !== undefined,
  })
  if (version === undefined) return undefined
  const module = modules.find(({ id }) => id === version.module)
  return (
    <>
      <LeaveGuard isDirty={isTyped(draft)} />
      <Settings draft={draft} onDraft={change} moduleName={module?.name ?? ""} />
      <Loaded query={keys}>
        {({ items }) => (
          <Secrets app={app} version={version} keys={items} draft={draft} onDraft={change} />
        )}
      </Loaded>
    </>
  )
}

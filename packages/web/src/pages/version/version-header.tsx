// The head of every page of a version: its number, its state, the commit, and its places as tabs.
import type { Module } from "@modkeep/contract/schemas/module"
import type { Version } from "@modkeep/contract/schemas/version"
import type { ReactNode } from "react"

import { useRight } from "#parts/use-right.ts"
import { VersionState } from "#parts/version-state.tsx"
import { Mono } from "#ui/mono.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Tabs } from "#ui/tabs.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

interface VersionHeaderProps {
  readonly module: Module
  readonly version: Version
  readonly place: "Overview" | "Secrets" | "Revisions"
  readonly actions?: ReactNode
}

export function VersionHeader({ module, version, place, actions }: VersionHeaderProps) {
  const right = useRight(module.owner)
  const base = `/modules/${module.id}/v/${version.number}`
  return (
    <>
      <PageHeader
        title={`Version ${version.number}`}
        above={{ to: `/modules/${module.id}`, label: module.name }}
        status={<VersionState state={version.state} />}
        actions={actions}
        place={place}
      >
        <Mono>{version.commit.slice(0, 7)}</Mono> {visibleText(version.subject)} ·{" "}
        {visibleText(version.author)}, <Time at={version.committedAt} />
      </PageHeader>
      {/* What a shared version's author stored is the author's: one place is left, and needs no tab. */}
      {right === "shared" ? undefined : (
        <Tabs
          label={`Version ${version.number}`}
          tabs={[
            { to: `${base}/overview`, label: "Overview" },
            { to: `${base}/secrets`, label: "Secrets" },
            { to: `${base}/revisions`, label: "Revisions", count: version.revision },
          ]}
        />
      )}
    </>
  )
}

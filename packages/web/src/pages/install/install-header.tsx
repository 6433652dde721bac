// The head of every page of an install: its name and state, what runs in it, Open, and its places as tabs.
import type { ReactNode } from "react"
import { Link } from "react-router"

import { InstallState } from "#parts/install-state.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Tabs } from "#ui/tabs.tsx"
import { visibleText } from "#ui/visible-text.ts"

import type { ShownInstall } from "./install-input.ts"

interface InstallHeaderProps {
  readonly shown: ShownInstall
  readonly place: "Overview" | "Settings" | "Revisions" | "Logs" | "Activity" | "Upgrade"
  readonly actions?: ReactNode
}

export function InstallHeader({ shown, place, actions }: InstallHeaderProps) {
  const { install, app, module, version } = shown
  const base = `/installs/${install.id}`
  return (
    <>
      <PageHeader
        title={install.name}
        above={{ to: `/apps/${app.id}`, label: app.name }}
        status={<InstallState state={install.state} />}
        actions={actions}
        place={place}
      >
        <Link to={`/modules/${module.id}`}>{visibleText(module.name)}</Link> ·{" "}
        <Link to={`/modules/${module.id}/v/${version.number}/overview`}>
          version {version.number}
        </Link>
      </PageHeader>
      <Tabs
        label={`Install ${visibleText(install.name)}`}
        tabs={["Overview", "Settings", "Revisions", "Logs", "Activity"].map((label) => ({
          to: `${base}/${label.toLowerCase()}`,
          label,
        }))}
      />
    </>
  )
}

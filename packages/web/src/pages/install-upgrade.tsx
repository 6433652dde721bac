// /installs/:i/upgrade?version=: moves an install to another ready version of its module. What is typed stays when another version
// is picked.
import type { Version } from "@modkeep/contract/schemas/version"
import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { type LoaderFunctionArgs, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { OnlyManagers } from "#parts/only-managers.tsx"
import { documentQuery, loadDocument } from "#parts/save-bar/document-query.ts"
import { useRight } from "#parts/use-right.ts"
import { Card } from "#ui/card.tsx"
import { EmptyState } from "#ui/empty-state.tsx"
import { Select } from "#ui/select.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { InstallHeader } from "./install/install-header.tsx"
import { loadInstall, useInstall } from "./install/install-input.ts"
import { UpgradeForm } from "./install/upgrade-form.tsx"

/** So many of the newest are offered. */
const OFFERED_MAX = 50

const versionsInput = (module: string) => ({
  params: { id: module },
  query: { limit: OFFERED_MAX },
})

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const { id, module } = await loadInstall(params)
  await Promise.all([
    load("versions.list", versionsInput(module)),
    loadDocument({ kind: "install", id }),
  ])
  return null
}

export function Component() {
  const shown = useInstall()
  const { install, version } = shown
  const mayChange = useRight(shown.app.owner) === "change"
  const [query, setQuery] = useSearchParams()
  const [typed, setTyped] = useState<string>()
  const [moving, setMoving] = useState<Version>()
  const { data: versions } = useSuspenseQuery(
    routeQuery("versions.list", versionsInput(install.module)),
  )
  const { data: overlay } = useSuspenseQuery(documentQuery({ kind: "install", id: install.id }))
  const offered = versions.items.filter(({ id, state }) => state === "ready" && id !== version.id)
  // What it moves to stays what is shown until the page is left, also when the install has its new version before that.
  const target = moving ?? offered.find(({ id }) => id === query.get("version")) ?? offered[0]
  return (
    <>
      <InstallHeader shown={shown} place="Upgrade" />
      {!mayChange ? (
        <OnlyManagers owner={shown.app.owner} what="upgrade this install" />
      ) : target === undefined ? (
        <EmptyState
          title="There is no other version"
          command={`./modkeep version create ${install.module}`}
        >
          <p>The module has no other ready version. This install runs version {version.number}.</p>
        </EmptyState>
      ) : (
        <>
          <Card title={`Upgrade from version ${version.number}`}>
            <Select
              label="To version"
              options={offered.map(({ id, number, subject, commit }) => ({
                value: id,
                label: `Version ${number} · ${commit.slice(0, 7)} ${visibleText(subject)}`,
              }))}
              value={target.id}
              onValue={(id) => setQuery({ version: id }, { replace: true })}
            />
          </Card>
          <UpgradeForm
            key={target.id}
            shown={shown}
            target={target}
            overlay={overlay.document.text}
            typed={typed}
            onTyped={setTyped}
            onMoving={setMoving}
          />
        </>
      )}
    </>
  )
}

// /modules/:m/new?at=…: from a commit to a version, in four sections that open as facts arrive. `at` is a branch, a tag, a commit or a
// page of the repository.
import type { Module } from "@modkeep/contract/schemas/module"
import { useSuspenseQuery } from "@tanstack/react-query"
import { type LoaderFunctionArgs, useParams, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { OnlyManagers } from "#parts/only-managers.tsx"
import { LeaveGuard } from "#parts/save-bar/leave-guard.tsx"
import { useRight } from "#parts/use-right.ts"
import { PageHeader } from "#ui/page-header.tsx"

import { CheckSection } from "./module-new-version/check-section.tsx"
import { CreateBar } from "./module-new-version/create-bar.tsx"
import { SecretsSection } from "./module-new-version/secrets-section.tsx"
import { SourceSection } from "./module-new-version/source-section.tsx"
import { useNewVersion } from "./module-new-version/use-new-version.ts"
import { WhoFills } from "./module-new-version/who-fills.tsx"

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  await load("modules.get", { params: { id: params["module"] ?? "" } })
  return null
}

export function Component() {
  const { module: id = "" } = useParams()
  const { data: module } = useSuspenseQuery(routeQuery("modules.get", { params: { id } }))
  const mayChange = useRight(module.owner) === "change"
  return (
    <>
      <PageHeader title="New version" above={{ to: `/modules/${id}`, label: module.name }} />
      {mayChange ? (
        <NewVersion module={module} />
      ) : (
        <OnlyManagers owner={module.owner} what="deploy a version of this module" />
      )}
    </>
  )
}

function NewVersion({ module }: { readonly module: Module }) {
  const { id } = module
  const [query] = useSearchParams()
  const page = useNewVersion(id, query.get("at") ?? "")
  const { template } = page.reading
  const create = () => void page.create()
  return (
    <>
      <LeaveGuard isDirty={page.isTyped} />
      <SourceSection
        module={module}
        at={page.at}
        onAt={page.setAt}
        reading={page.reading}
        onRead={page.readCommit}
      />
      <SecretsSection
        editor={page.editor}
        template={template}
        draft={page.draft}
        context={page.context}
        problems={page.creation.problems}
        onSave={create}
      />
      <WhoFills isOpen={template !== undefined} checked={page.checked} draft={page.draft} />
      <CheckSection
        template={template}
        checked={page.checked}
        context={page.context}
        environment={page.environment}
        choices={page.choices}
        onChoose={page.setChoices}
        onAcknowledge={page.setAcknowledged}
        errors={page.errors}
        presses={page.presses}
        failure={page.creation.error}
        onGoTo={({ range }) => page.editor.current?.goTo(range)}
      />
      {template === undefined ? undefined : (
        <CreateBar
          missing={page.missing}
          errors={page.errors.length}
          isRunning={page.creation.isRunning}
          onCreate={create}
          back={`/modules/${id}`}
        />
      )}
    </>
  )
}

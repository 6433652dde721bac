// /modules/:m/v/:n/revisions: the history of a version's secrets.
import type { LoaderFunctionArgs } from "react-router"

import { loadDocument } from "#parts/save-bar/document-query.ts"
import { loadRevisions, RevisionList } from "#parts/revision-list/revision-list.tsx"

import { useRight } from "#parts/use-right.ts"

import { loadVersion, useVersion } from "./version/version-input.ts"
import { VersionHeader } from "./version/version-header.tsx"

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const { id } = await loadVersion(params)
  const subject = { kind: "version", id } as const
  await Promise.all([
    loadRevisions(subject, new URL(request.url).searchParams),
    loadDocument(subject),
  ])
  return null
}

export function Component() {
  const { module, version } = useVersion()
  const mayRestore = useRight(module.owner) === "change"
  return (
    <>
      <VersionHeader module={module} version={version} place="Revisions" />
      <RevisionList subject={{ kind: "version", id: version.id }} mayRestore={mayRestore} />
    </>
  )
}

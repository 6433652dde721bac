// /installs/:i/revisions: the history of what an install sets itself.
import type { LoaderFunctionArgs } from "react-router"

import { loadDocument } from "#parts/save-bar/document-query.ts"
import { loadRevisions, RevisionList } from "#parts/revision-list/revision-list.tsx"

import { useRight } from "#parts/use-right.ts"

import { InstallHeader } from "./install/install-header.tsx"
import { loadInstall, useInstall } from "./install/install-input.ts"

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const subject = { kind: "install", id: params["install"] ?? "" } as const
  await Promise.all([
    loadInstall(params),
    loadRevisions(subject, new URL(request.url).searchParams),
    loadDocument(subject),
  ])
  return null
}

export function Component() {
  const shown = useInstall()
  const mayRestore = useRight(shown.app.owner) === "change"
  return (
    <>
      <InstallHeader shown={shown} place="Revisions" />
      <RevisionList subject={{ kind: "install", id: shown.install.id }} mayRestore={mayRestore} />
    </>
  )
}

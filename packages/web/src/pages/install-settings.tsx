// /installs/:i/settings: what an install sets itself, what reaches the module, and how it is opened and limited.
import type { LoaderFunctionArgs } from "react-router"

import { load } from "#api/route-query.ts"
import { loadDocument } from "#parts/save-bar/document-query.ts"

import { useRight } from "#parts/use-right.ts"

import { DeleteInstall } from "./install/delete-install.tsx"
import { InstallHeader } from "./install/install-header.tsx"
import { LookAtOverlay } from "./install/look-at-overlay.tsx"
import { loadInstall, useInstall } from "./install/install-input.ts"
import { Overlay } from "./install/overlay.tsx"
import { SettingsForm } from "./install/settings-form.tsx"
import { useLiveInstall } from "./install/use-live-install.ts"

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const id = params["install"] ?? ""
  await Promise.all([
    loadInstall(params),
    loadDocument({ kind: "install", id }),
    load("installs.secrets.effective", { params: { id } }),
  ])
  return null
}

export function Component() {
  const shown = useInstall()
  const { install } = shown
  const mayChange = useRight(shown.app.owner) === "change"
  useLiveInstall(install.id)
  return (
    <>
      <InstallHeader shown={shown} place="Settings" />
      {mayChange ? (
        <>
          <Overlay key={`${install.id} overlay`} shown={shown} />
          <SettingsForm key={`${install.id} settings`} install={install} />
          <DeleteInstall key={`${install.id} delete`} install={install} />
        </>
      ) : (
        <LookAtOverlay install={install} />
      )}
    </>
  )
}

// /apps/:a/install?module=…&version=…: installs a version in an app. What is typed stays when another version is picked, when the
// server refuses it and when the sign-in has to be renewed.
import { useSuspenseQuery } from "@tanstack/react-query"
import { type LoaderFunctionArgs, useParams, useSearchParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import { OnlyManagers } from "#parts/only-managers.tsx"
import { useRight } from "#parts/use-right.ts"
import { EmptyState } from "#ui/empty-state.tsx"
import { ButtonLink } from "#ui/button.tsx"
import { PageHeader } from "#ui/page-header.tsx"

import { InstallForm } from "./app-install/install-form.tsx"
import { appInput, modulesInput, readChoice } from "./app-install/inputs.ts"
import { PickVersion } from "./app-install/pick-version.tsx"
import styles from "./app-install/install-form.module.css"

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const choice = readChoice(new URL(request.url).searchParams)
  await Promise.all([
    load("apps.get", appInput(params["app"])),
    load("modules.list", modulesInput),
    choice.version === undefined
      ? undefined
      : load("versions.get", { params: { id: choice.version } }),
  ])
  return null
}

export function Component() {
  const { app: id } = useParams()
  const [query] = useSearchParams()
  const choice = readChoice(query)
  const { data: app } = useSuspenseQuery(routeQuery("apps.get", appInput(id)))
  const mayChange = useRight(app.owner) === "change"
  const { data: modules } = useSuspenseQuery(routeQuery("modules.list", modulesInput))
  return (
    <>
      <PageHeader
        title="Install a module"
        above={{ to: `/apps/${app.id}`, label: app.name }}
        place={app.name}
      />
      {!mayChange ? (
        <OnlyManagers owner={app.owner} what="install a module in this app" />
      ) : modules.items.length === 0 ? (
        <EmptyState title="There is no module yet">
          <p>A module is a Git repository that was deployed here, or that was shared with you.</p>
          <p>
            <ButtonLink to="/modules/new">New module</ButtonLink>
          </p>
        </EmptyState>
      ) : (
        <div className={styles["page"]}>
          <PickVersion choice={choice} modules={modules.items} />
          <InstallForm app={app} choice={choice} modules={modules.items} />
        </div>
      )}
    </>
  )
}

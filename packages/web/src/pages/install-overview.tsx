// /installs/:i/overview: whether it runs, opening it, and which secrets its processes hold, live.
import { useQuery } from "@tanstack/react-query"
import { Link, type LoaderFunctionArgs } from "react-router"

import { routeQuery } from "#api/route-query.ts"
import { useRight } from "#parts/use-right.ts"
import { Card } from "#ui/card.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { Time } from "#ui/time.tsx"

import { accessWords } from "./install/access-words.ts"
import { AuthCard } from "./install/auth-card.tsx"
import { Badge } from "./install/badge.tsx"
import { InstallActions } from "./install/install-actions.tsx"
import { InstallFailure } from "./install/install-failure.tsx"
import { InstallHeader } from "./install/install-header.tsx"
import { loadInstall, type ShownInstall, useInstall } from "./install/install-input.ts"
import { LiveSecrets } from "./install/live-secrets.tsx"
import { OpenInstall } from "./install/open-install.tsx"
import { useLiveInstall } from "./install/use-live-install.ts"

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  await loadInstall(params)
  return null
}

export function Component() {
  const shown = useInstall()
  const { install } = shown
  const mayChange = useRight(shown.app.owner) === "change"
  useLiveInstall(install.id)
  return (
    <>
      <InstallHeader
        shown={shown}
        place="Overview"
        actions={
          <>
            <OpenInstall install={install} />
            {mayChange ? <InstallActions install={install} /> : undefined}
          </>
        }
      />
      {install.failure === undefined ? undefined : (
        <InstallFailure install={install} failure={install.failure} mayChange={mayChange} />
      )}
      <LiveSecrets install={install} mayChange={mayChange} />
      <Running shown={shown} mayChange={mayChange} />
      <AuthCard id={install.id} />
    </>
  )
}

interface RunningProps {
  readonly shown: ShownInstall
  readonly mayChange: boolean
}

function Running({ shown: { install, version }, mayChange }: RunningProps) {
  const { data } = useQuery(
    routeQuery("versions.list", { params: { id: install.module }, query: { limit: 1 } }),
  )
  const newest = data?.items[0]
  const isNewer = newest !== undefined && newest.number > version.number && newest.state === "ready"
  return (
    <Card title="What runs">
      <Facts
        facts={[
          ["Address", <Mono key="a">{install.url}</Mono>],
          [
            "Version",
            <span key="v">
              {version.number}
              {isNewer && mayChange ? (
                <>
                  {" · "}
                  <Link to={`/installs/${install.id}/upgrade?version=${newest.id}`}>
                    Upgrade to version {newest.number}
                  </Link>
                </>
              ) : undefined}
            </span>,
          ],
          ["Streamlit", version.streamlit ?? undefined],
          ["Access", accessWords[install.access]],
          ["Badge", install.access === "public" ? <Badge key="b" install={install} /> : undefined],
          [
            "Sleeps",
            install.idleMinutes === 0 ? "never" : `after ${install.idleMinutes} idle minutes`,
          ],
          ["Created", <Time key="c" at={install.createdAt} />],
        ]}
      />
    </Card>
  )
}

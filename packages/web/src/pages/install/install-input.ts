// An install by its address, /installs/:i, with what its head shows: its app, its module, its version. What a page's loader and its
// drawing both ask for.
import type { App, Install } from "@modkeep/contract/schemas/install"
import type { Module } from "@modkeep/contract/schemas/module"
import type { Version } from "@modkeep/contract/schemas/version"
import { useSuspenseQuery } from "@tanstack/react-query"
import { type Params, useParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"

const byId = (id: string) => ({ params: { id } })

/** For loaders. */
export async function loadInstall(params: Params): Promise<Install> {
  const install = await load("installs.get", byId(params["install"] ?? ""))
  await Promise.all([
    load("apps.get", byId(install.app)),
    load("modules.get", byId(install.module)),
    load("versions.get", byId(install.version)),
  ])
  return install
}

export interface ShownInstall {
  readonly install: Install
  readonly app: App
  readonly module: Module
  readonly version: Version
}

/** In a page whose loader was `loadInstall`. */
export function useInstall(): ShownInstall {
  const { install: id = "" } = useParams()
  const { data: install } = useSuspenseQuery(routeQuery("installs.get", byId(id)))
  const { data: app } = useSuspenseQuery(routeQuery("apps.get", byId(install.app)))
  const { data: module } = useSuspenseQuery(routeQuery("modules.get", byId(install.module)))
  const { data: version } = useSuspenseQuery(routeQuery("versions.get", byId(install.version)))
  return { install, app, module, version }
}

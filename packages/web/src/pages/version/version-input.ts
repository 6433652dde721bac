// A version by its address, /modules/:m/v/:n: its module and its number. What a page's loader and its drawing both ask for.
import { ProblemError } from "@modkeep/contract/problem-error"
import type { Module } from "@modkeep/contract/schemas/module"
import type { Version } from "@modkeep/contract/schemas/version"
import { useSuspenseQuery } from "@tanstack/react-query"
import { type Params, useParams } from "react-router"

import { load, routeQuery } from "#api/route-query.ts"

function versionInput(params: Params) {
  const id = params["module"] ?? ""
  const number = Number(params["number"])
  return {
    module: { params: { id } },
    // A number that is none finds nothing, as one that no version has.
    version: {
      params: { id },
      query: { number: /^[1-9]\d{0,8}$/.test(params["number"] ?? "") ? number : 999_999_999 },
    },
  }
}

/** For loaders: the version that the address names. @throws a 404 when there is none */
export async function loadVersion(params: Params): Promise<Version> {
  const asked = versionInput(params)
  const [found] = await Promise.all([
    load("versions.list", asked.version),
    load("modules.get", asked.module),
  ])
  const version = found.items[0]
  if (version === undefined) throw noVersion()
  return version
}

/** In a page whose loader was `loadVersion`. */
export function useVersion(): { readonly module: Module; readonly version: Version } {
  const asked = versionInput(useParams())
  const { data: module } = useSuspenseQuery(routeQuery("modules.get", asked.module))
  const { data: found } = useSuspenseQuery(routeQuery("versions.list", asked.version))
  const version = found.items[0]
  if (version === undefined) throw noVersion()
  return { module, version }
}

/** As the server says it for an id that nothing has: the router shows the page that is not there. */
function noVersion(): ProblemError {
  const said = { title: "No such version", detail: "The module has no version of this number" }
  return new ProblemError({
    ...{ type: "about:blank", status: 404, code: "version.not_found", requestId: "" },
    ...said,
  })
}

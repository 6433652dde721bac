// Every address of the console, read from its router: a page that is new there is looked at without a word here.
import { readFileSync } from "node:fs"
import { join } from "node:path"

import type { Stage } from "./stage.ts"

const router = join(import.meta.dirname, "../../packages/web/src/app/router.tsx")

/** Addresses with a stage's ids in them start at the stage; those that lead on at once, or that nobody is signed in on, are left out. */
export const consoleRoutes: readonly string[] = [
  ...readFileSync(router, "utf8").matchAll(/path: "([a-z][^"]*)"/g),
].flatMap(([, path = ""]) => (path === "operator" ? [] : [`/${path}`]))

export function addressOf(route: string, stage: Stage): string {
  const ids: Readonly<Record<string, string>> = {
    module: stage.module,
    number: "1",
    app: stage.app,
    install: stage.install,
  }
  const path = route.replace(/:([a-z]+)/g, (_, name: string) => {
    const id = ids[name]
    if (id === undefined) throw new Error(`The stage has nothing for :${name} of ${route}`)
    return id
  })
  return path.endsWith("/install") ? `${path}?version=${stage.version}` : path
}

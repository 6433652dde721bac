// What a badge says of an install: its name, its version and whether it opens, to everybody, as its page does. An install whose
// page is not for everybody has none. Nothing is woken by it.
import type { InstallId } from "@modkeep/contract/ids"

import { installs } from "#store/installs.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { noInstall } from "./show-install.ts"

export interface Badge {
  readonly name: string
  readonly version: number
  readonly state: "open" | "failed" | "off"
}

/** @throws Fault `install.not_found`, also for one that is not public: who is not let in learns nothing of it */
export async function showBadge(
  { store: { db }, lifecycle }: Pick<Context, "store" | "lifecycle">,
  id: InstallId,
): Promise<Badge> {
  const install = await installs.find(db, id)
  if (install?.access !== "public") throw noInstall(id)
  const { number } = await versions.get(db, install.version)
  const isFailed = lifecycle.state(id)?.state === "failed"
  return {
    name: install.name,
    version: number,
    state: install.wish === "off" ? "off" : isFailed ? "failed" : "open",
  }
}

// Keeps the gateway's route table true: an install's settings come from the store, its state and address from the lifecycle.
import type { InstallId } from "@modkeep/contract/ids"

import type { InstallFailure, InstallStatus, Lifecycle } from "#engine/lifecycle/lifecycle.ts"
import type { RouteFacts, RouteTable } from "#gateway/route-table.ts"
import type { Pages } from "#operations/context.ts"
import { type OwnedInstall, installs } from "#store/installs.ts"
import type { Store } from "#store/store.ts"

interface Parts {
  readonly store: Store
  readonly lifecycle: Lifecycle
  readonly routes: RouteTable
  endSockets(install: InstallId): void
}

type Settings = Pick<OwnedInstall, "access" | "embedOrigins" | "wish">

export interface KnownPages extends Pages {
  /** For the start, which has the row already. */
  add(install: OwnedInstall): void
}

export function createPages({ store, lifecycle, routes, endSockets }: Parts): KnownPages {
  const known = new Map<InstallId, Settings>()
  // Reads under way: what a later read or a removal has overtaken is not laid any more.
  const asked = new Map<InstallId, symbol>()
  const lay = (install: InstallId) => {
    const settings = known.get(install)
    if (settings !== undefined) routes.set(facts(install, settings, lifecycle.state(install)))
  }
  lifecycle.subscribe((event) => {
    if (event.kind === "state") lay(event.install)
  })
  const add = (row: OwnedInstall) => {
    known.set(row.id, row)
    lay(row.id)
  }
  return {
    add,
    endSockets,
    async configure(install) {
      const mine = Symbol(install)
      asked.set(install, mine)
      try {
        const row = await installs.find(store.db, install)
        if (row !== undefined && asked.get(install) === mine) add(row)
      } finally {
        if (asked.get(install) === mine) asked.delete(install)
      }
    },
    remove(install) {
      asked.delete(install)
      known.delete(install)
      routes.remove(install)
    },
  }
}

function facts(
  install: InstallId,
  { access, embedOrigins, wish }: Settings,
  status: InstallStatus | undefined,
): RouteFacts {
  return {
    install,
    state: status?.state ?? (wish === "off" ? "off" : "asleep"),
    access,
    embedOrigins,
    address: status?.address,
    failure: status?.failure === undefined ? undefined : publicFailure(status.failure),
  }
}

/** Visitors learn when it is tried again, and nothing of why it failed. */
function publicFailure({ retryAt }: InstallFailure): NonNullable<RouteFacts["failure"]> {
  return { retryAt }
}

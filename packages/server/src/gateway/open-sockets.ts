// The WebSockets that are open, by install. They were let in under a policy: when it changes, or the install goes, they end, and
// whoever may still come in comes back by a new handshake.
import type { InstallId } from "@modkeep/contract/ids"

import type { Route, RouteAccess } from "./route-table.ts"

interface OpenSocket {
  readonly access: RouteAccess
  end(): void
}

export class OpenSockets {
  readonly #installs = new Map<InstallId, Set<OpenSocket>>()

  /** The returned function takes it off again, once it has ended. */
  add(install: InstallId, socket: OpenSocket): () => void {
    const sockets = this.#installs.get(install) ?? new Set()
    this.#installs.set(install, sockets.add(socket))
    return () => {
      sockets.delete(socket)
      if (sockets.size === 0 && this.#installs.get(install) === sockets) {
        this.#installs.delete(install)
      }
    }
  }

  /** Ends those that were let in under another policy than the route's; all of them when there is no route. */
  follow(install: InstallId, route: Route | undefined): void {
    for (const socket of this.#installs.get(install) ?? []) {
      if (socket.access !== route?.access) socket.end()
    }
  }

  end(install: InstallId): void {
    this.follow(install, undefined)
  }

  endAll(): void {
    for (const install of this.#installs.keys()) this.end(install)
  }
}

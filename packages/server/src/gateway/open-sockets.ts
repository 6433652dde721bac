// The WebSockets that are open, by install: under which policy each was let in, whose it is and which process it leads to.
//
// When the policy changes or the install goes they end, and whoever may still come in comes back by a new handshake. When the
// install moves to another process they stay, and what belongs to their sessions is still found where they lead.
import type { InstallId } from "@modkeep/contract/ids"

import type { Route, RouteAccess } from "./route-table.ts"
import { addressKey, type UpstreamAddress } from "./upstream-address.ts"

interface OpenSocket {
  readonly access: RouteAccess
  /** Same text for the same visitor: see `visitorKey`. */
  readonly visitor: string
  readonly address: UpstreamAddress
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

  /** Where the visitor's newest open session is. */
  addressOf(install: InstallId, visitor: string): UpstreamAddress | undefined {
    let address: UpstreamAddress | undefined
    // A set keeps the order in which its members came.
    for (const socket of this.#installs.get(install) ?? []) {
      if (socket.visitor === visitor) address = socket.address
    }
    return address
  }

  countTo(install: InstallId, address: UpstreamAddress): number {
    const key = addressKey(address)
    const sockets = [...(this.#installs.get(install) ?? [])]
    return sockets.filter((socket) => addressKey(socket.address) === key).length
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

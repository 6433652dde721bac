// What goes on at each install: open WebSockets, requests under way, and when the last of them moved.
//
// Listeners are told when a WebSocket opens or closes and when the install turns busy or quiet, not for every request between:
// whoever arms an idle timer needs no more. An install nobody visits takes no memory.
import type { InstallId } from "@modkeep/contract/ids"

import type { Clock } from "#base/clock.ts"

export interface Activity {
  readonly sockets: number
  readonly requests: number
  /** Unix time in milliseconds; 0 = nothing since the gateway began. */
  readonly lastAt: number
}

type ActivityListener = (install: InstallId, activity: Activity) => void
type Kind = "sockets" | "requests"

interface Entry {
  sockets: number
  requests: number
  lastAt: number
  isForgotten: boolean
}

const NONE: Activity = { sockets: 0, requests: 0, lastAt: 0 }

export class ActivityBook {
  readonly #clock: Clock
  readonly #installs = new Map<InstallId, Entry>()
  readonly #listeners = new Set<ActivityListener>()
  #sockets = 0
  #requests = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get sockets(): number {
    return this.#sockets
  }

  get requests(): number {
    return this.#requests
  }

  of(install: InstallId): Activity {
    const entry = this.#installs.get(install)
    return entry === undefined ? NONE : copyOf(entry)
  }

  requestsOf(install: InstallId): number {
    return this.#installs.get(install)?.requests ?? 0
  }

  socketsOf(install: InstallId): number {
    return this.#installs.get(install)?.sockets ?? 0
  }

  /** Counts one more; the returned function counts it off, once however often it is called. */
  begin(install: InstallId, kind: Kind): () => void {
    const entry = this.#installs.get(install) ?? { ...NONE, isForgotten: false }
    this.#installs.set(install, entry)
    const wasQuiet = entry.sockets + entry.requests === 0
    this.#count(entry, kind, 1)
    if (wasQuiet || kind === "sockets") this.#tell(install, entry)

    let open = true
    return () => {
      if (!open) return
      open = false
      this.#count(entry, kind, -1)
      if (entry.sockets + entry.requests === 0 || kind === "sockets") this.#tell(install, entry)
      this.#dropForgotten(install, entry)
    }
  }

  /** The install is gone: its counts go with what is still under way. */
  forget(install: InstallId): void {
    const entry = this.#installs.get(install)
    if (entry === undefined) return
    entry.isForgotten = true
    this.#dropForgotten(install, entry)
  }

  subscribe(listener: ActivityListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #count(entry: Entry, kind: Kind, by: 1 | -1): void {
    entry[kind] += by
    entry.lastAt = this.#clock.now()
    if (kind === "sockets") this.#sockets += by
    else this.#requests += by
  }

  #dropForgotten(install: InstallId, entry: Entry): void {
    if (entry.isForgotten && entry.sockets + entry.requests === 0) this.#installs.delete(install)
  }

  #tell(install: InstallId, entry: Entry): void {
    for (const listener of this.#listeners) listener(install, copyOf(entry))
  }
}

function copyOf({ sockets, requests, lastAt }: Entry): Activity {
  return { sockets, requests, lastAt }
}

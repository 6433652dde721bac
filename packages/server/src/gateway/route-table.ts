// Route table: every install by its host label. A lookup is one Map read and never waits; changes are told in order.
//
// The table is a copy of what store and engine know and can be built anew from them at any time.
import type { InstallId } from "@modkeep/contract/ids"

import { frameAncestors } from "./framing.ts"
import { hostLabel } from "./host-label.ts"
import type { UpstreamAddress } from "./upstream-address.ts"

const STATES = ["asleep", "starting", "running", "draining", "failed", "off"] as const
export type RouteState = (typeof STATES)[number]
export type RouteAccess = "private" | "members" | "public"

/** What the table is told of an install. */
export interface RouteFacts {
  readonly install: InstallId
  readonly state: RouteState
  readonly access: RouteAccess
  /** Origins whose pages may frame this one. */
  readonly embedOrigins: readonly string[]
  /** Where new requests go. Set while `running`; while `draining` it serves the sessions that are still open. */
  readonly address?: UpstreamAddress | undefined
  /** Set while `failed`. */
  readonly failure?: RouteFailure | undefined
}

export interface RouteFailure {
  /** One sentence fit for strangers. Left out: the page says only that the module did not start. */
  readonly public?: string | undefined
  /** Unix time in milliseconds of the next try by itself. */
  readonly retryAt?: number | undefined
}

export interface Route extends RouteFacts {
  /** First label of the host name: the install's id with `-` for `_`. */
  readonly label: string
  /** Value of the `frame-ancestors` directive. */
  readonly frameAncestors: string
}

type RouteListener = (install: InstallId, route: Route | undefined) => void

export class RouteTable {
  readonly #routes = new Map<string, Route>()
  readonly #states = new Map<RouteState, number>(STATES.map((state) => [state, 0]))
  readonly #listeners = new Set<RouteListener>()

  get size(): number {
    return this.#routes.size
  }

  /** How many routes are in each state; kept, because counting 100,000 anew would hold up whoever asks. */
  get states(): ReadonlyMap<RouteState, number> {
    return this.#states
  }

  find(label: string): Route | undefined {
    return this.#routes.get(label)
  }

  get(install: InstallId): Route | undefined {
    return this.#routes.get(hostLabel(install))
  }

  /** Adds the route or replaces the one the install had. */
  set(facts: RouteFacts): void {
    const label = hostLabel(facts.install)
    const route = { ...facts, label, frameAncestors: frameAncestors(facts.embedOrigins) }
    this.#count(this.#routes.get(label), -1)
    this.#routes.set(label, route)
    this.#count(route, 1)
    for (const listener of this.#listeners) listener(facts.install, route)
  }

  remove(install: InstallId): void {
    const label = hostLabel(install)
    this.#count(this.#routes.get(label), -1)
    if (!this.#routes.delete(label)) return
    for (const listener of this.#listeners) listener(install, undefined)
  }

  /** Calls the listener after each change; returns the way to end that. */
  subscribe(listener: RouteListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #count(route: Route | undefined, by: 1 | -1): void {
    if (route !== undefined)
      this.#states.set(route.state, (this.#states.get(route.state) ?? 0) + by)
  }
}

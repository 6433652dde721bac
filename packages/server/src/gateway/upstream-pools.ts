// Kept-alive connections to the modules' processes, one pool per address. A released pool lets what is under way end and keeps
// nothing open beyond it.
import type { GatewayLimits } from "./limits.ts"
import type { RouteTable } from "./route-table.ts"
import { UpstreamPool } from "./upstream/pool.ts"
import { addressKey, type UpstreamAddress } from "./upstream-address.ts"

export class UpstreamPools {
  readonly #limits: GatewayLimits
  readonly #pools = new Map<string, UpstreamPool>()
  readonly #unsubscribe: () => void
  #isClosed = false

  /**
   * Releases a pool when its route has gone elsewhere twice, or nowhere: a process that was replaced still serves the
   * sessions that are open on it.
   */
  constructor(limits: GatewayLimits, routes: RouteTable) {
    this.#limits = limits
    const kept = new Map<string, readonly string[]>()
    this.#unsubscribe = routes.subscribe((install, route) => {
      const before = kept.get(install) ?? []
      const now = route?.address === undefined ? undefined : addressKey(route.address)
      if (now !== undefined && now === before[0]) return
      const after = now === undefined ? [] : [now, ...before.slice(0, 1)]
      if (after.length === 0) kept.delete(install)
      else kept.set(install, after)
      for (const key of before) if (!after.includes(key)) this.#release(key)
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  of(address: UpstreamAddress): UpstreamPool {
    const key = addressKey(address)
    const pool = this.#pools.get(key) ?? new UpstreamPool(address, this.#limits)
    this.#pools.set(key, pool)
    return pool
  }

  close(): void {
    this.#isClosed = true
    this.#unsubscribe()
    for (const pool of this.#pools.values()) pool.destroy()
    this.#pools.clear()
  }

  #release(key: string): void {
    this.#pools.get(key)?.release()
    this.#pools.delete(key)
  }
}

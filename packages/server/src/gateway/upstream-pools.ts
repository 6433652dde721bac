// Kept-alive connections to the modules' processes, one pool per address. A released pool ends what is under way and takes
// nothing new.
import { type Dispatcher, Pool } from "undici"

import type { GatewayLimits } from "./limits.ts"
import type { RouteTable } from "./route-table.ts"
import { addressKey, type UpstreamAddress } from "./upstream-address.ts"

export class UpstreamPools {
  readonly #limits: GatewayLimits
  readonly #pools = new Map<string, Pool>()
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
      for (const key of before) if (!after.includes(key)) void this.#release(key)
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  of(address: UpstreamAddress): Dispatcher {
    const key = addressKey(address)
    const pool = this.#pools.get(key) ?? this.#open(address)
    this.#pools.set(key, pool)
    return pool
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#unsubscribe()
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  async #release(key: string): Promise<void> {
    const pool = this.#pools.get(key)
    this.#pools.delete(key)
    await pool?.close()
  }

  #open(address: UpstreamAddress): Pool {
    const origin =
      address.kind === "unix" ? "http://module" : `http://${address.host}:${address.port}`
    return new Pool(origin, {
      ...(address.kind === "unix" ? { socketPath: address.path } : {}),
      connections: this.#limits.upstreamConnectionsMax,
      connectTimeout: this.#limits.connectTimeoutMs,
      headersTimeout: this.#limits.headersTimeoutMs,
      bodyTimeout: this.#limits.bodyTimeoutMs,
      // uvicorn closes an idle connection after 5 s (its default, Streamlit 1.57 and later): let go before it does.
      keepAliveTimeout: 4_000,
      maxHeaderSize: 65_536,
    })
  }
}

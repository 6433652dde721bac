// Connections to one process: the one that was idle last is used first, further ones are opened up to a bound, and what comes beyond
// waits in line.
import type { GatewayLimits } from "../limits.ts"
import type { UpstreamAddress } from "../upstream-address.ts"
import { type Call, UpstreamFailure, type UpstreamOrder } from "./call.ts"
import { Connection, type ConnectionTimes } from "./connection.ts"

const SWEEP_MS = 500

interface Waiting {
  readonly order: UpstreamOrder
  call: Call | undefined
}

export type PoolLimits = ConnectionTimes & Pick<GatewayLimits, "upstreamConnectionsMax">

export class UpstreamPool {
  readonly #address: UpstreamAddress
  readonly #limits: PoolLimits
  readonly #all = new Set<Connection>()
  readonly #idle: Connection[] = []
  readonly #line = new Set<Waiting>()
  #sweep: NodeJS.Timeout | undefined
  #isReleased = false

  constructor(address: UpstreamAddress, limits: PoolLimits) {
    this.#address = address
    this.#limits = limits
  }

  dispatch(order: UpstreamOrder): Call {
    const connection = this.#free()
    if (connection !== undefined) return connection.take(order)
    const waiting: Waiting = { order, call: undefined }
    this.#line.add(waiting)
    return {
      pause: () => waiting.call?.pause(),
      resume: () => waiting.call?.resume(),
      abort: () => {
        if (!this.#line.delete(waiting)) waiting.call?.abort()
      },
    }
  }

  /** Ends the connections as soon as each has no call under way. */
  release(): void {
    this.#isReleased = true
    clearInterval(this.#sweep)
    this.#sweep = undefined
    for (const connection of this.#idle.splice(0)) connection.destroy()
  }

  /** Ends everything at once; calls under way fail. */
  destroy(): void {
    this.release()
    const waiting = [...this.#line]
    this.#line.clear()
    for (const { order } of waiting)
      order.listener.failed(new UpstreamFailure("broken", "The gateway closes"))
    for (const connection of this.#all) connection.destroy()
  }

  /** Of a connection. */
  idle(connection: Connection): void {
    const [next] = this.#line
    if (next !== undefined) {
      this.#line.delete(next)
      next.call = connection.take(next.order)
    } else if (this.#isReleased) connection.destroy()
    else {
      this.#idle.push(connection)
      this.#sweep ??= setInterval(this.#letGo, SWEEP_MS).unref()
    }
  }

  /** Of a connection. */
  gone(connection: Connection): void {
    this.#all.delete(connection)
    const place = this.#idle.lastIndexOf(connection)
    if (place !== -1) this.#idle.splice(place, 1)
    const [next] = this.#line
    if (next === undefined) return
    this.#line.delete(next)
    next.call = this.#open().take(next.order)
  }

  #free(): Connection | undefined {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop())
      if (last.isUsable) return last
    return this.#all.size < this.#limits.upstreamConnectionsMax ? this.#open() : undefined
  }

  #open(): Connection {
    const connection = new Connection(this.#address, this.#limits, this)
    this.#all.add(connection)
    return connection
  }

  readonly #letGo = (): void => {
    const soon = performance.now() + SWEEP_MS
    const kept = this.#idle.filter(({ keptUntil }) => keptUntil > soon)
    for (const connection of this.#idle.splice(0, this.#idle.length, ...kept))
      if (connection.keptUntil <= soon) connection.destroy()
    if (kept.length > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }
}

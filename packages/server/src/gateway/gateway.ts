// What a gateway is given and what it gives: the wiring of `main` is written against this file alone.
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

import type { FaultCode } from "@modkeep/contract/faults"
import type { InstallId } from "@modkeep/contract/ids"

import type { Clock } from "#base/clock.ts"

import type { Activity } from "./activity.ts"
import type { Admission } from "./admission.ts"
import type { GatewayLimits } from "./limits.ts"
import type { RouteTable } from "./route-table.ts"
import type { UpstreamAddress } from "./upstream-address.ts"

export interface GatewayParts {
  readonly routes: RouteTable
  /** Starts the install, or joins the start that is under way; resolves with where it listens once it runs. */
  wake(install: InstallId): Promise<UpstreamAddress>
  readonly admission: Admission
  /** Address of the console. Its scheme is also that of every page. */
  readonly publicUrl: URL
  /** Pages live one label below it; lower case, no port. */
  readonly appsDomain: string
  /** Addresses and networks (`10.0.0.0/8`) whose `x-forwarded-*` count. */
  readonly trustedProxies: readonly string[]
  readonly clock: Clock
  readonly log: GatewayLog
  readonly limits?: Partial<GatewayLimits>
}

export interface Gateway {
  /** True when the request is for a host below the apps domain; everything else is the console's or nobody's. */
  owns(req: IncomingMessage): boolean
  /** Listener of `request`. Also of `checkContinue`: the 100 is sent once the visitor is let in. */
  handle(req: IncomingMessage, res: ServerResponse): void
  /** Listener of `upgrade`. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Listener of `clientError`. */
  clientError(error: NodeJS.ErrnoException, socket: Duplex): void
  /**
   * Ends the install's open WebSockets, so that each visitor is asked about anew: for when somebody lost the right to be in.
   * A changed `access` in the route table does this by itself.
   */
  endSockets(install: InstallId): void
  activity(install: InstallId): Activity
  /** WebSockets that are open to the install's process at this address. */
  socketsTo(install: InstallId, address: UpstreamAddress): number
  /** Called when a WebSocket opens or closes and when an install turns busy or quiet. */
  onActivity(listener: (install: InstallId, activity: Activity) => void): () => void
  stats(): GatewayStats
  /** Refuses what is new, lets requests end for at most `drainMs`, then ends WebSockets and lets go of every process. */
  close(drainMs: number): Promise<void>
}

export interface GatewayStats {
  readonly routes: number
  readonly requests: number
  readonly sockets: number
  readonly waiting: number
  /** Answers since the start, by status. */
  readonly answers: ReadonlyMap<number, number>
  /** Answers of the gateway itself since the start, by fault code. */
  readonly refusals: ReadonlyMap<FaultCode, number>
}

export interface GatewayLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

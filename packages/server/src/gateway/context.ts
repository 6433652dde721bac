// What every step of the gateway reaches: its parts, its counts and its limits.
import type { ActivityBook } from "./activity.ts"
import type { GatewayParts } from "./gateway.ts"
import type { IdentityTokens } from "./identity-token.ts"
import type { GatewayLimits } from "./limits.ts"
import type { OpenSockets } from "./open-sockets.ts"
import type { Tally } from "./tally.ts"
import type { UpstreamPools } from "./upstream-pools.ts"
import type { Sight } from "./visit.ts"
import type { WakeQueue } from "./wake-queue.ts"

export interface Context extends Omit<GatewayParts, "limits" | "wake"> {
  readonly limits: GatewayLimits
  readonly sight: Sight
  readonly wakes: WakeQueue
  readonly pools: UpstreamPools
  readonly book: ActivityBook
  readonly tally: Tally
  readonly tokens: IdentityTokens
  readonly openSockets: OpenSockets
}

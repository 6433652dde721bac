// Every bound of the gateway with its default. Each one that is met gets an answer that says so.
export interface GatewayLimits {
  /** Requests and WebSockets that may wait for one install to wake. */
  readonly waitingPerInstallMax: number
  readonly waitingMax: number
  /** How long a navigation is held before it gets the waiting page. */
  readonly navigationWaitMs: number
  /** How long any other request or WebSocket is held. */
  readonly requestWaitMs: number
  /** Requests of one install that may be under way. */
  readonly requestsPerInstallMax: number
  readonly socketsPerInstallMax: number
  /** Connections to one process for plain requests; further ones queue. */
  readonly upstreamConnectionsMax: number
  readonly connectTimeoutMs: number
  /** From a WebSocket's request to the module's 101. */
  readonly handshakeTimeoutMs: number
  /** From the request's end to the module's first header. */
  readonly headersTimeoutMs: number
  /** Between two pieces of the module's answer. */
  readonly bodyTimeoutMs: number
  /** A visitor who sends or takes nothing for this long, while it is the visitor's turn, is let go. */
  readonly visitorStallMs: number
  /** A WebSocket over which nothing went either way. Streamlit pings every 20–30 s. */
  readonly socketIdleMs: number
  /** From one side's end of a WebSocket to the closing of both. */
  readonly socketLingerMs: number
  readonly targetBytesMax: number
}

export const defaultLimits: GatewayLimits = {
  waitingPerInstallMax: 64,
  waitingMax: 1_000,
  navigationWaitMs: 1_000,
  requestWaitMs: 30_000,
  requestsPerInstallMax: 1_024,
  socketsPerInstallMax: 10_000,
  upstreamConnectionsMax: 128,
  connectTimeoutMs: 5_000,
  handshakeTimeoutMs: 30_000,
  headersTimeoutMs: 300_000,
  bodyTimeoutMs: 300_000,
  visitorStallMs: 60_000,
  socketIdleMs: 600_000,
  socketLingerMs: 5_000,
  targetBytesMax: 16_384,
}

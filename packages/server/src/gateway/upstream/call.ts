// One request to a module's process, as the gateway asks for it and as it hears of the answer.
import type { RequestBody } from "../request-body.ts"

export interface UpstreamOrder {
  readonly method: string
  /** Path and query as they came. */
  readonly target: string
  /** Flat; without `connection` and `transfer-encoding`, which are the connection's own. */
  readonly headers: readonly string[]
  readonly body: RequestBody | undefined
  readonly listener: UpstreamListener
}

/** Heard in this order; nothing follows `ended` or `failed`, of which exactly one comes unless the call is aborted. */
export interface UpstreamListener {
  /** From here on the module may have seen the request. */
  sent(): void
  /** 103 alone of the interim answers: flat headers. */
  hint(headers: readonly string[]): void
  head(head: ResponseHead): void
  /** `isLast`: `ended` follows at once. */
  data(chunk: Buffer, isLast: boolean): void
  /** Flat. */
  ended(trailers: readonly string[]): void
  failed(failure: UpstreamFailure): void
}

export interface ResponseHead {
  readonly status: number
  readonly message: string
  /** Flat, names in lower case. */
  readonly headers: string[]
  /** What follows has not come along with the head: whoever waits should not wait for it. */
  readonly isAlone: boolean
}

export interface Call {
  /** Takes nothing more of the answer until `resume`; some of it may still arrive. */
  pause(): void
  resume(): void
  /** Ends the call; the listener hears nothing more. */
  abort(): void
}

/** `broken`: no or no whole answer came. `slow`: it did not come in time. `malformed`: the request itself cannot be sent. */
type FailureKind = "broken" | "slow" | "malformed"

export class UpstreamFailure extends Error {
  readonly kind: FailureKind

  constructor(kind: FailureKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = "UpstreamFailure"
    this.kind = kind
  }
}

// Who is let in: the gateway asks, `operations` answers. The gateway itself knows no people, sessions or policies.
import type { InstallId } from "@modkeep/contract/ids"

export interface Visitor {
  /** The person's id, or another name that stays the same as long as the session lives. */
  readonly id: string
  readonly name?: string | undefined
  readonly email?: string | undefined
}

type MaybePromise<T> = T | Promise<T>

export interface Admission {
  /** Who holds this cookie, when it lets them into this install now. Asked on every request: answer from memory. */
  check(cookie: string, install: InstallId): MaybePromise<Visitor | undefined>
  /** Spends a one-time code. Undefined: unknown, spent, too old, or of another install. */
  redeem(code: string, install: InstallId): MaybePromise<VisitSession | undefined>
  /**
   * Key that signs who visits this install: the same one each time. Another install's key must be another one, because a
   * module may know its own.
   */
  identityKey(install: InstallId): Uint8Array
}

export interface VisitSession {
  /** What `check` will be asked about: 1–1024 characters of base64url, `.` and `_`. */
  readonly cookie: string
  readonly maxAgeSeconds: number
}

// Guards what only the person itself may do just now, such as reading a value: a sign-in at most ten minutes old, or a token
// that was made for it.
import { Fault } from "#base/fault.ts"
import type { Actor } from "./actor.ts"

/** How long a sign-in counts as just now. */
export const FRESH_MS = 10 * 60_000

/** @throws Fault sign_in.stale for an older session, permission.denied for a token without the scope `reveal` */
export function requireFresh(
  actor: Pick<Actor, "via" | "scopes" | "authenticatedAt">,
  nowMs: number,
): void {
  if (actor.via === "token") {
    if (actor.scopes.includes("reveal")) return
    throw new Fault("permission.denied", {
      public: 'This token may not read values. Use one with the scope "reveal"',
    })
  }
  // A sign-in from the future means that the clock jumped back: how old it is cannot be told, so it is not fresh.
  const ageMs = nowMs - actor.authenticatedAt
  if (ageMs >= 0 && ageMs <= FRESH_MS) return
  throw new Fault("sign_in.stale", {
    public: "Your sign-in is older than ten minutes. Sign in again for this",
  })
}

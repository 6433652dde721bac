// Removes what has had its time: expired sessions, links and codes, old answers, and ended processes after a week.
//
// None of it is needed for anything to be right; without it the tables would only grow. To be called now and then.
import { admissions } from "./admissions.ts"
import { idempotency } from "./idempotency.ts"
import { processes } from "./processes.ts"
import type { Tx } from "./schema.ts"
import { sessions } from "./sessions.ts"
import { signInLinks } from "./sign-in-links.ts"

const DAY_MS = 24 * 3_600_000
const WEEK_MS = 7 * DAY_MS

export async function removeStale(tx: Tx, nowMs: number): Promise<void> {
  await sessions.removeExpired(tx, nowMs)
  await signInLinks.removeExpired(tx, nowMs)
  await admissions.removeExpired(tx, nowMs)
  await idempotency.removeBefore(tx, nowMs - DAY_MS)
  await processes.removeEndedBefore(tx, nowMs - WEEK_MS)
}

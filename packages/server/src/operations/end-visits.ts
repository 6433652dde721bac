// Ends a person's visits of pages at once: what is remembered of them, and open WebSockets. Whoever else has one open on the same
// page, and may be there, comes back by a new handshake.
import type { InstallId, UserId } from "@modkeep/contract/ids"

import type { Context } from "./context.ts"

/** @param installs those that the person had sessions on, read before these were removed */
export function endVisits(
  context: Pick<Context, "visits" | "pages">,
  user: UserId,
  installs: readonly InstallId[],
): void {
  context.visits.forget({ user })
  for (const install of installs) context.pages.endSockets(install)
}

// Ends at once what a person has open: visits of pages with their WebSockets, and event streams. Whoever else is on the same page,
// and the person where they still may, comes back by a new handshake.
import type { InstallId, UserId } from "@modkeep/contract/ids"

import type { Context } from "./context.ts"

/** @param installs those that the person had sessions on, read before these were removed */
export function endVisits(
  context: Pick<Context, "visits" | "pages" | "readers">,
  user: UserId,
  installs: readonly InstallId[],
): void {
  context.readers.end(user)
  context.visits.forget({ user })
  for (const install of installs) context.pages.endSockets(install)
}

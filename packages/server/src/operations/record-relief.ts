// Notes in an install's activity that it was put to sleep because memory was short: its owner sees why it was away.
import type { InstallId } from "@modkeep/contract/ids"

import { installs } from "#store/installs.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"

export async function recordRelief(
  context: Pick<Context, "store" | "clock">,
  install: InstallId,
  reason: string,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    const row = await installs.find(tx, install)
    if (row === undefined) return
    await auditNote(context, tx, {
      actor: undefined,
      action: "install.sleep",
      owner: row.owner,
      subject: install,
      details: { reason },
    })
  })
}

// Removes an install: its page, its process, its files, its sessions and its secrets.
import type { InstallId } from "@modkeep/contract/ids"

import type { Actor } from "#identity/actor.ts"
import { installs } from "#store/installs.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { getInstall } from "./show-install.ts"

export async function deleteInstall(context: Context, actor: Actor, id: InstallId): Promise<void> {
  await context.store.transaction(async (tx) => {
    const install = await getInstall(tx, actor, id, "change")
    await installs.remove(tx, id)
    await auditNote(context, tx, {
      actor,
      action: "install.delete",
      owner: install.owner,
      subject: id,
      details: { name: install.name },
    })
  })
  context.pages.remove(id)
  context.visits.forget({ install: id })
  context.logLines.end(id)
  context.installChanges.end(id)
  await context.lifecycle.forget(id)
}

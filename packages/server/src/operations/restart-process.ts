// Restarts one process of an install, such as one that is behind. An install has one process on this engine.
import type { InstallId } from "@modkeep/contract/ids"
import type { Install as InstallAnswer } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"

import { changeInstallState } from "./change-install-state.ts"
import type { Context } from "./context.ts"
import { getInstall } from "./show-install.ts"

export async function restartProcess(
  context: Context,
  actor: Actor,
  { id, process }: { id: InstallId; process: string },
): Promise<InstallAnswer> {
  await getInstall(context.store.db, actor, id, "change")
  if (!context.lifecycle.processes(id).some((candidate) => candidate.id === process)) {
    throw new Fault("process.not_found", {
      public: `Install "${id}" has no process "${process}". GET /installs/{id} lists the ones it has`,
    })
  }
  return await changeInstallState(context, actor, id, "restart")
}

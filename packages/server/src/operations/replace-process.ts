// Replaces an install's process. When the new one does not start, the old one goes on serving, and the install says why: its state
// alone does not show it.
import type { InstallId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { isClosing } from "#engine/lifecycle/install-faults.ts"
import { installs } from "#store/installs.ts"

import type { Context } from "./context.ts"

/** @throws what the lifecycle throws */
export async function replaceProcess(context: Context, id: InstallId): Promise<void> {
  try {
    await context.lifecycle.replace(id)
  } catch (cause) {
    if (!isClosing(cause) && context.lifecycle.state(id)?.state === "running")
      await keepFailure(context, id, cause)
    throw cause
  }
  await forgetFailure(context, id)
}

async function keepFailure(context: Context, id: InstallId, cause: unknown): Promise<void> {
  const reason = cause instanceof Fault ? cause.public : "Its start failed inside Modkeep"
  await context.store.transaction(
    async (tx) =>
      await installs.setFailure(tx, id, {
        code: "engine.start_failed",
        title: "The new process did not start",
        detail: `${reason}\nThe one before it goes on serving. Look at the log, then restart it`,
      }),
  )
  context.installChanges.publish(id, "changed")
}

async function forgetFailure(context: Context, id: InstallId): Promise<void> {
  const { db } = context.store
  const install = await installs.find(db, id)
  if (install === undefined || install.failure === null) return
  await context.store.transaction(async (tx) => await installs.setFailure(tx, id, null))
  context.installChanges.publish(id, "changed")
}

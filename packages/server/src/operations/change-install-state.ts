// Start, sleep, stop, restart: records the wish, then lets the lifecycle bring it about. The answer does not wait for that.
import type { InstallId } from "@modkeep/contract/ids"
import type { Install as InstallAnswer } from "@modkeep/contract/schemas/install"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { installs } from "#store/installs.ts"

import { auditNote } from "./audit-note.ts"
import { applyPolicy } from "./apply-policy.ts"
import type { Context } from "./context.ts"
import { replaceProcess } from "./replace-process.ts"
import { describeInstall, getInstall } from "./show-install.ts"

export type StateVerb = "start" | "sleep" | "stop" | "restart"

export async function changeInstallState(
  context: Context,
  actor: Actor,
  id: InstallId,
  verb: StateVerb,
): Promise<InstallAnswer> {
  const { db } = context.store
  const install = await context.store.transaction(async (tx) => {
    const before = await getInstall(tx, actor, id, "change")
    if (before.wish === "off" && (verb === "sleep" || verb === "restart")) {
      throw new Fault("install.off", {
        public: `Install "${before.name}" is switched off. Start it first`,
      })
    }
    const wish = verb === "start" ? "on" : verb === "stop" ? "off" : before.wish
    if (wish !== before.wish) await installs.setWish(tx, id, wish)
    // Whoever waits for this restart must not take an earlier one's failure for its own.
    const failure = verb === "restart" ? null : before.failure
    if (failure !== before.failure) await installs.setFailure(tx, id, failure)
    await auditNote(context, tx, {
      actor,
      action: `install.${verb}`,
      owner: before.owner,
      subject: id,
    })
    return { ...before, wish, failure }
  })
  await applyPolicy(context, install)
  inBackground(context, id, verb)
  return await describeInstall(context, db, install)
}

/** What fails here shows in the install's state, which is where its reader looks. */
function inBackground(context: Context, id: InstallId, verb: StateVerb): void {
  const { lifecycle, log } = context
  const run = {
    start: () => lifecycle.start(id),
    sleep: () => lifecycle.sleep(id),
    stop: () => lifecycle.stop(id),
    restart: () => restart(context, id),
  }[verb]
  run().catch((cause: unknown) =>
    log.info({ install: id, verb, err: cause }, "the install did not follow"),
  )
}

/** A sleeping install has nothing to replace: restarting it means starting it. */
async function restart(context: Context, id: InstallId): Promise<void> {
  const { state } = context.lifecycle.state(id) ?? { state: "asleep" }
  if (state === "running" || state === "starting") await replaceProcess(context, id)
  else await context.lifecycle.start(id)
}

// The copy of the root key: given to an operator who has just signed in, for a reason that is recorded before the key leaves; and
// the operator's word that it is put away.
import type { Answer } from "@modkeep/contract/answer"
import type { Keys, recoveryKey } from "@modkeep/contract/schemas/keys"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import type { Actor } from "#identity/actor.ts"
import { requireFresh } from "#identity/require-fresh.ts"
import { exportRootKey } from "#keyring/export-root-key.ts"
import { keyringState } from "#store/keyring-state.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { ownOwner } from "./permit.ts"
import { showKeys } from "./show-keys.ts"

export async function exportRecoveryKey(
  context: Context,
  actor: Actor,
  reason: string,
): Promise<Answer<typeof recoveryKey>> {
  requireFresh(actor, context.clock.now())
  if (reason.trim() === "") {
    throw new Fault("request.malformed", {
      public: "The key is read for a reason: write one, it is recorded",
    })
  }
  context.reveals.take(actor.user.id)
  const state = await keyringState.find(context.store.db)
  invariant(state, "the keyring's state is stored by the first start")
  const key = await exportRootKey(context.config.rootKey, state)
  await context.store.transaction(async (tx) => {
    await auditNote(context, tx, {
      actor,
      action: "keys.recovery.export",
      owner: ownOwner(actor),
      subject: "root key",
      details: { term: state.term, reason },
    })
  })
  return { term: state.term, key: `${key}\n`, fileName: "root.key" }
}

export async function acknowledgeRecoveryKey(context: Context, actor: Actor): Promise<Keys> {
  return await context.store.transaction(async (tx) => {
    await keyringState.acknowledgeRecovery(tx, context.clock.now())
    await auditNote(context, tx, {
      actor,
      action: "keys.recovery.acknowledge",
      owner: ownOwner(actor),
      subject: "root key",
    })
    return await showKeys(context, tx)
  })
}

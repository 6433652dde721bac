// The root key's state, as operators see it. No part of the key itself.
import type { Keys } from "@modkeep/contract/schemas/keys"

import { invariant } from "#base/invariant.ts"
import { iso } from "#base/iso.ts"
import { rootKeySource } from "#keyring/kms/root-key-source.ts"
import { keyringState } from "#store/keyring-state.ts"
import type { Tx } from "#store/schema.ts"

import type { Context } from "./context.ts"

export async function showKeys({ config }: Pick<Context, "config">, tx: Tx): Promise<Keys> {
  const state = await keyringState.find(tx)
  invariant(state, "the keyring's state is stored by the first start")
  const { kind, place } = rootKeySource(config.rootKey)
  return {
    term: state.term,
    kind,
    place,
    createdAt: iso(state.createdAt),
    recoveryAcknowledgedAt:
      state.recoveryAcknowledgedAt === null ? null : iso(state.recoveryAcknowledgedAt),
  }
}

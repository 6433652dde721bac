// Handlers of the root key.
import type { Handlers } from "#api/handler.ts"
import type { Context } from "#operations/context.ts"
import { acknowledgeRecoveryKey, exportRecoveryKey } from "#operations/recovery-key.ts"
import { showKeys } from "#operations/show-keys.ts"

type Names = Extract<keyof Handlers, `keys.${string}`>

export function keyHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "keys.get": async () => ({ data: await showKeys(context, context.store.db) }),
    "keys.recovery.export": async ({ actor, body }) => ({
      data: await exportRecoveryKey(context, actor, body.reason),
    }),
    "keys.recovery.acknowledge": async ({ actor }) => ({
      data: await acknowledgeRecoveryKey(context, actor),
    }),
  }
}

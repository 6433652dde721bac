// The root key: its state, and its copy for the day the machine is lost.
import { route } from "../route.ts"
import { keys, recoveryExport, recoveryKey } from "../schemas/keys.ts"

const tag = "Keys"

export const keyRoutes = {
  "keys.get": route({
    method: "GET",
    path: "/keys",
    summary: "Show the root key's state",
    tag,
    scope: "operator",
    status: 200,
    answer: keys,
    faults: [],
  }),
  "keys.recovery.export": route({
    method: "POST",
    path: "/keys/recovery",
    summary: "Read the root key, to keep a copy elsewhere, for a reason that is recorded first",
    tag,
    scope: "operator",
    body: recoveryExport,
    status: 200,
    answer: recoveryKey,
    idempotency: "never",
    faults: ["sign_in.stale", "keyring.root_key_missing", "keyring.root_key_wrong"],
  }),
  "keys.recovery.acknowledge": route({
    method: "POST",
    path: "/keys/recovery/acknowledge",
    summary: "Say that a copy of the root key is safe elsewhere",
    tag,
    scope: "operator",
    status: 200,
    answer: keys,
    idempotency: "kept",
    faults: [],
  }),
}

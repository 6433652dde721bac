// The 409 of everything that installs still use: names them, because they are what has to be looked at next.
import type { FaultCode } from "@modkeep/contract/faults"
import type { InstallId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { installs } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"

/** @throws Fault with `code` unless `ids` is empty */
export async function refuseWhileInstalled(
  tx: Tx,
  { code, what, ids }: { code: FaultCode; what: string; ids: readonly InstallId[] },
): Promise<void> {
  if (ids.length === 0) return
  const named: { id: InstallId; name: string; app: string }[] = []
  for (const id of ids.slice(0, 20)) {
    const install = await installs.get(tx, id)
    named.push({ id, name: install.name, app: install.app })
  }
  const list = named.map(({ id, name }) => `"${name}" (${id})`).join(", ")
  const more = ids.length > named.length ? ` and ${ids.length - named.length} more` : ""
  throw new Fault(code, {
    public: `Cannot delete ${what}: ${ids.length === 1 ? "an install uses" : `${ids.length} installs use`} it: ${list}${more}. Delete or upgrade ${ids.length === 1 ? "it" : "them"} first`,
    problem: { installs: named },
  })
}

// `modkeep sign-in-link`: prints a new one-time link for the first person, on the server's machine, while the server runs or not.
import { join } from "node:path"

import { systemClock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"
import type { Config } from "#config.ts"
import { auditNote } from "#operations/audit-note.ts"
import { makeSignInLink } from "#operations/sign-in.ts"
import { owners } from "#store/owners.ts"
import { openStore } from "#store/open-store.ts"
import { users } from "#store/users.ts"

export async function printSignInLink(config: Config): Promise<void> {
  const store = await openStore(
    config.databaseUrl === undefined
      ? { path: join(config.data, "modkeep.db") }
      : { url: config.databaseUrl },
    systemClock,
  )
  const link = await store.transaction(async (tx) => {
    const first = await users.first(tx)
    if (first === undefined) {
      throw new Fault("user.not_found", {
        public: "Nobody is known here yet: start the server once, it prints the first link",
      })
    }
    const context = { config, store, clock: systemClock }
    const [owner] = await owners.listOfUser(tx, first.id)
    await auditNote(context, tx, {
      actor: undefined,
      action: "sign_in_link.create",
      owner: owner?.id ?? null,
      subject: first.id,
      details: { by: "the server's machine" },
    })
    return (await makeSignInLink(context, tx, first.id)).address
  })
  await store.close()
  process.stdout.write(`${link}\n`)
}

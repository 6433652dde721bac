// What was done, newest first, for the owners the actor belongs to; and the hash that covers the whole log.
import type { Answer } from "@modkeep/contract/answer"
import type { OwnerId } from "@modkeep/contract/ids"
import type { auditEntry, checkpoint } from "@modkeep/contract/schemas/identity"

import { readEntry } from "#audit/read-entry.ts"
import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import { auditRecords } from "#store/audit-records.ts"
import type { Page, PageRequest } from "#store/page.ts"

import type { Context } from "./context.ts"
import { visibleOwners } from "./permit.ts"

interface Filter {
  readonly owner?: OwnerId | undefined
  readonly subject?: string | undefined
  readonly action?: string | undefined
}

export async function listAudit(
  context: Context,
  actor: Actor,
  { owner, ...request }: PageRequest & Filter,
): Promise<Page<Answer<typeof auditEntry>>> {
  const found = await auditRecords.list(context.store.db, {
    ...request,
    owners: visibleOwners(actor, owner),
  })
  return {
    items: found.items.map((row) => {
      const entry = readEntry(row)
      return { ...entry, at: iso(entry.at), details: { ...entry.details } }
    }),
    next: found.next,
  }
}

export async function auditCheckpoint(context: Context): Promise<Answer<typeof checkpoint>> {
  const last = await auditRecords.last(context.store.db)
  return {
    size: last?.sequence ?? 0,
    hash: Buffer.from(last?.chain ?? new Uint8Array(32)).toString("hex"),
    at: iso(last?.at ?? context.clock.now()),
  }
}

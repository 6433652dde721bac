// The audit log's rows: append-only, numbered without gaps. Making and hashing records is the audit room's; this one keeps them.
import type { OwnerId } from "@modkeep/contract/ids"
import { numberCursor, type Page, type PageRequest, pageOf } from "./page.ts"
import type { AuditTable, Tx } from "./schema.ts"

export type AuditRow = Readonly<AuditTable>

export const auditRecords = {
  /** The last row, whose `chain` the next one continues. */
  async last(tx: Tx): Promise<Pick<AuditRow, "sequence" | "chain" | "at"> | undefined> {
    return await tx
      .selectFrom("audit")
      .select(["sequence", "chain", "at"])
      .orderBy("sequence", "desc")
      .limit(1)
      .executeTakeFirst()
  },

  /** The table refuses a second row of the same number: of two writers one starts again. */
  async append(tx: Tx, row: AuditRow): Promise<void> {
    await tx.insertInto("audit").values(row).execute()
  },

  /** Newest first. `owners` undefined: of everyone, for the operator. */
  async list(
    tx: Tx,
    request: PageRequest & {
      owners?: readonly OwnerId[] | undefined
      subject?: string | undefined
      action?: string | undefined
    },
  ): Promise<Page<AuditRow>> {
    if (request.owners?.length === 0) return { items: [], next: null }
    let query = tx
      .selectFrom("audit")
      .selectAll()
      .orderBy("sequence", "desc")
      .limit(request.limit + 1)
    if (request.owners) query = query.where("owner", "in", request.owners)
    if (request.subject !== undefined) query = query.where("subject", "=", request.subject)
    if (request.action !== undefined) query = query.where("action", "=", request.action)
    if (request.cursor !== undefined) {
      query = query.where("sequence", "<", numberCursor(request.cursor))
    }
    return pageOf(await query.execute(), request, {
      cursor: (row) => String(row.sequence),
      read: (row) => row,
    })
  },

  /** In order, after `after`: what a check of the whole log reads. */
  async listAfter(tx: Tx, after: number, limit: number): Promise<readonly AuditRow[]> {
    return await tx
      .selectFrom("audit")
      .selectAll()
      .where("sequence", ">", after)
      .orderBy("sequence")
      .limit(limit)
      .execute()
  },
}

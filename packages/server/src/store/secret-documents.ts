// The head of each secrets document: which revision is current, which is staged, and the mac that authenticates the head.
//
// A head moves only from the number its writer saw (`from`): of two editors one gets `false` and nothing is overwritten.
import type { DocumentId } from "@modkeep/contract/ids"
import { invariant } from "#base/invariant.ts"
import { codecOf, type Entity } from "./codec.ts"
import type { SecretDocumentsTable, Tx } from "./schema.ts"

export type SecretDocument = Entity<SecretDocumentsTable>

const codec = codecOf<SecretDocumentsTable>({ acknowledged: "json" })

export const secretDocuments = {
  async insert(tx: Tx, document: SecretDocument): Promise<void> {
    await tx.insertInto("secretDocuments").values(codec.write(document)).execute()
  },

  async find(tx: Tx, id: DocumentId): Promise<SecretDocument | undefined> {
    const row = await tx
      .selectFrom("secretDocuments")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst()
    return row && codec.read(row)
  },

  /** The document that a row names: it must be there, foreign keys see to that. */
  async get(tx: Tx, id: DocumentId): Promise<SecretDocument> {
    const document = await secretDocuments.find(tx, id)
    invariant(document, `document ${id} exists`)
    return document
  },

  /** The current revision's number of each. */
  async headsOf(tx: Tx, ids: readonly DocumentId[]): Promise<ReadonlyMap<DocumentId, number>> {
    if (ids.length === 0) return new Map()
    const rows = await tx
      .selectFrom("secretDocuments")
      .select(["id", "head"])
      .where("id", "in", ids)
      .execute()
    return new Map(rows.map(({ id, head }) => [id, head]))
  },

  /** Makes another revision current. False when the head is not `from` any more: nothing was changed. */
  async moveHead(
    tx: Tx,
    id: DocumentId,
    { from, to, mac }: { from: number; to: number; mac: Uint8Array },
  ): Promise<boolean> {
    const result = await tx
      .updateTable("secretDocuments")
      .set({ head: to, headMac: mac })
      .where("id", "=", id)
      .where("head", "=", from)
      .executeTakeFirst()
    return result.numUpdatedRows > 0n
  },

  async setStaged(tx: Tx, id: DocumentId, staged: number | null): Promise<void> {
    await tx.updateTable("secretDocuments").set({ staged }).where("id", "=", id).execute()
  },

  async setAcknowledged(tx: Tx, id: DocumentId, acknowledged: readonly string[]): Promise<void> {
    await tx
      .updateTable("secretDocuments")
      .set(codec.writeSome({ acknowledged }))
      .where("id", "=", id)
      .execute()
  },
}

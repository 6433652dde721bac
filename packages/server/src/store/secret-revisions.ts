// The revisions of secrets documents: envelopes that only the keyring opens, numbered 1, 2, 3 … and never changed.
//
// Only the state moves: staged → current → past, or staged → dropped. The numbers of dropped ones are not used again.
import { Fault } from "#base/fault.ts"
import type { DocumentId } from "@modkeep/contract/ids"
import { codecOf, type Entity } from "./codec.ts"
import { fromJson } from "./json-text.ts"
import { numberCursor, type Page, type PageRequest, pageOf } from "./page.ts"
import type { RevisionState, SecretRevisionsTable, Tx } from "./schema.ts"

export type SecretRevision = Entity<SecretRevisionsTable>

const codec = codecOf<SecretRevisionsTable>({ changes: "json" })

export const secretRevisions = {
  async insert(tx: Tx, revision: SecretRevision): Promise<void> {
    await tx.insertInto("secretRevisions").values(codec.write(revision)).execute()
  },

  /** The number that the next revision gets; to be used in the same transaction. */
  async nextNumber(tx: Tx, document: DocumentId): Promise<number> {
    const row = await tx
      .selectFrom("secretRevisions")
      .select((sql) => sql.fn.max("number").as("last"))
      .where("document", "=", document)
      .executeTakeFirst()
    return (row?.last ?? 0) + 1
  },

  async find(tx: Tx, document: DocumentId, number: number): Promise<SecretRevision | undefined> {
    const row = await tx
      .selectFrom("secretRevisions")
      .selectAll()
      .where("document", "=", document)
      .where("number", "=", number)
      .executeTakeFirst()
    return row && codec.read(row)
  },

  async get(tx: Tx, document: DocumentId, number: number): Promise<SecretRevision> {
    const revision = await secretRevisions.find(tx, document, number)
    if (revision) return revision
    throw new Fault("revision.not_found", {
      public: `Cannot find revision ${number}. List the revisions to see the ones there are`,
    })
  },

  /** Newest first. */
  async list(
    tx: Tx,
    { document, ...page }: PageRequest & { document: DocumentId },
  ): Promise<Page<SecretRevision>> {
    let query = tx
      .selectFrom("secretRevisions")
      .selectAll()
      .where("document", "=", document)
      .orderBy("number", "desc")
      .limit(page.limit + 1)
    if (page.cursor !== undefined) query = query.where("number", "<", numberCursor(page.cursor))
    return pageOf(await query.execute(), page, {
      cursor: (row) => String(row.number),
      read: codec.read,
    })
  },

  /** Who changed what when, after revision `after`, oldest first and without envelopes: what "changed at, by" of every key is made of. */
  async listChanges(
    tx: Tx,
    document: DocumentId,
    { after = 0 }: { after?: number } = {},
  ): Promise<
    readonly Pick<
      SecretRevision,
      "number" | "author" | "authorName" | "createdAt" | "changes" | "state"
    >[]
  > {
    const rows = await tx
      .selectFrom("secretRevisions")
      .select(["number", "author", "authorName", "createdAt", "changes", "state"])
      .where("document", "=", document)
      .where("number", ">", after)
      .orderBy("number")
      .execute()
    return rows.map(({ changes, ...row }) => ({ ...row, changes: fromJson(changes) }))
  },

  async setState(
    tx: Tx,
    document: DocumentId,
    { number, state }: { number: number; state: RevisionState },
  ): Promise<void> {
    await tx
      .updateTable("secretRevisions")
      .set({ state })
      .where("document", "=", document)
      .where("number", "=", number)
      .execute()
  },
}

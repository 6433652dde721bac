// Removes secrets documents with all their revisions: afterwards the values are in no row of the database.
import type { DocumentId } from "@modkeep/contract/ids"
import type { Tx } from "./schema.ts"

// PostgreSQL takes 65,535 parameters a statement, SQLite 32,766.
const BATCH = 1000

export async function removeDocumentsOf(tx: Tx, documents: readonly DocumentId[]): Promise<void> {
  for (let start = 0; start < documents.length; start += BATCH) {
    const batch = documents.slice(start, start + BATCH)
    await tx.deleteFrom("secretRevisions").where("document", "in", batch).execute()
    await tx.deleteFrom("secretDocuments").where("id", "in", batch).execute()
  }
}

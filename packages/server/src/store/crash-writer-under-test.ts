// A process to be killed: saves one revision after another and says the number of each once its transaction has committed.
//
// Every save is a revision, a head and an audit row that belong together. Arguments: the SQLite file.
import { randomOf } from "#base/random.ts"
import { newId } from "#base/ids.ts"
import { systemClock } from "#base/clock.ts"
import { auditRecords } from "./audit-records.ts"
import { openSqlite } from "./open-sqlite.ts"
import { owners } from "./owners.ts"
import { secretDocuments } from "./secret-documents.ts"
import { secretRevisions } from "./secret-revisions.ts"
import type { Store } from "./store.ts"

const store = await openSqlite({ path: process.argv[2] ?? "", clock: systemClock })
const known = await store.db.selectFrom("secretDocuments").select("id").executeTakeFirst()
const document = known?.id ?? (await newDocument(store))
process.stdout.write(`pid ${process.pid}\n`)
for (;;) {
  process.stdout.write(`saved ${await save()}\n`)
  // A turn of the event loop, so that the line leaves before the next save.
  await new Promise((resolve) => setImmediate(resolve))
}

async function save(): Promise<number> {
  return await store.transaction(async (tx) => {
    const { head } = await secretDocuments.get(tx, document)
    const number = await secretRevisions.nextNumber(tx, document)
    await secretRevisions.insert(tx, {
      id: newId("rev"),
      document,
      number,
      envelope: randomOf(20_000),
      digest: randomOf(32),
      parentDigest: null,
      author: newId("usr"),
      authorName: "Ada",
      reason: null,
      createdAt: 1,
      changes: { added: [], changed: [], removed: [] },
      state: "current",
    })
    await secretDocuments.moveHead(tx, document, { from: head, to: number, mac: randomOf(32) })
    if (head > 0) await secretRevisions.setState(tx, document, { number: head, state: "past" })
    const last = await auditRecords.last(tx)
    await auditRecords.append(tx, {
      sequence: (last?.sequence ?? 0) + 1,
      id: newId("aud"),
      at: 1,
      owner: null,
      subject: document,
      action: "secrets.change",
      record: String(number),
      leaf: randomOf(32),
      chain: randomOf(32),
    })
    return number
  })
}

async function newDocument({ transaction }: Store) {
  return await transaction(async (tx) => {
    const [owner, id] = [newId("own"), newId("doc")]
    await owners.insert(tx, { id: owner, name: owner, createdAt: 1 })
    await secretDocuments.insert(tx, {
      id,
      owner,
      scope: "version",
      subject: newId("ver"),
      head: 0,
      headMac: null,
      staged: null,
      acknowledged: [],
      createdAt: 1,
    })
    return id
  })
}

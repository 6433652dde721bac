// Saves a new revision of a document: references put back, checked, sealed, written with its audit record. Nothing is
// delivered here; from the moment this resolves the revision survives whatever happens.
import type { Diagnostic } from "@modkeep/toml/diagnostic"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import type { Tx } from "#store/schema.ts"
import { secretDocuments } from "#store/secret-documents.ts"

import { auditNote } from "../audit-note.ts"
import type { Context } from "../context.ts"
import { documentOf, nameOfSubject } from "../subject.ts"
import { changesBetween } from "./changes-between.ts"
import { type OpenDocument, openDocument } from "./open-document.ts"
import { readText } from "./read-text.ts"
import { refuseDiagnostics } from "./refuse-diagnostics.ts"
import {
  type Save,
  conflict,
  mergedAcknowledgements,
  sealRevision,
  stillThere,
  writeRevision,
} from "./write-revision.ts"

export interface Saved {
  readonly number: number
  /** The current revision afterwards: `number`, or what it was before when the save was staged. */
  readonly head: number
  readonly changed: boolean
  readonly diagnostics: readonly Diagnostic[]
}

type Parts = Pick<Context, "keyring" | "store" | "clock">

/** @throws Fault secrets.* */
export async function saveDocument(parts: Parts, save: Save): Promise<Saved> {
  const { saved, write } = await prepareSave(parts, save)
  await parts.store.transaction(write)
  return saved
}

/** Checks and seals; `write` is to be called inside a transaction, and throws when somebody else was faster. */
export async function prepareSave(
  parts: Parts,
  save: Save,
): Promise<{ saved: Saved; write: (tx: Tx) => Promise<void> }> {
  const current = await openDocument(parts, parts.store.db, save.subject)
  refuseConflict(current, save)
  const { document, diagnostics } = await readText(parts, save, current)
  refuseDiagnostics(diagnostics, {
    action: `save the secrets of ${nameOfSubject(save.subject)}`,
    blank: "secrets.blank",
  })
  invariant(document, "a text without errors parses")
  const before = current.content.reveal()
  if (document.typed === before.typed) {
    const saved = { number: current.number, head: current.number, changed: false, diagnostics }
    return { saved, write: (tx) => acknowledge(parts, save, tx) }
  }
  const changes = changesBetween(before, document)
  const sealed = await sealRevision(parts, save, { current, document, changes })
  const head = save.stage ? current.number : sealed.number
  return {
    saved: { number: sealed.number, head, changed: true, diagnostics },
    write: (tx) => writeRevision(parts, save, sealed, tx),
  }
}

function refuseConflict({ row }: OpenDocument, { base, stage, subject }: Save): void {
  if (base !== undefined && base !== row.head) throw conflict(base, row.head, subject)
  if (row.staged !== null && !stage) {
    throw new Fault("secrets.staged", {
      public: `Revision ${row.staged} of ${nameOfSubject(subject)} is staged. Promote or drop it before saving directly`,
    })
  }
}

/** Remembers what the author says the module does not need, also when the text stays as it is. */
async function acknowledge(parts: Parts, save: Save, tx: Tx): Promise<void> {
  const { id, owner, subject } = documentOf(save.subject)
  const row = await stillThere(save.subject, tx)
  const acknowledged = mergedAcknowledgements(row.acknowledged, save)
  if (acknowledged.length === row.acknowledged.length) return
  await secretDocuments.setAcknowledged(tx, id, acknowledged)
  await auditNote(parts, tx, {
    actor: save.actor,
    action: "secrets.acknowledge",
    owner,
    subject,
    details: { missing: acknowledged.filter((path) => !row.acknowledged.includes(path)) },
  })
}

// Saves a new revision of a document: references put back, checked, sealed, written with its audit record. Nothing is
// delivered here; from the moment this resolves the revision survives whatever happens.
import type { SecretsDocument } from "@modkeep/toml/document"
import { type Diagnostic, hasErrors } from "@modkeep/toml/diagnostic"
import { changedKeys } from "@modkeep/toml/diff"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { unmask } from "@modkeep/toml/unmask"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"
import type { RevisionChanges } from "#store/schema.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { secretRevisions } from "#store/secret-revisions.ts"

import { auditNote } from "../audit-note.ts"
import type { Context } from "../context.ts"
import { type Subject, documentOf, nameOfSubject } from "../subject.ts"
import { checkDocument } from "./check-document.ts"
import { documentMarks } from "./document-marks.ts"
import { type OpenDocument, keyHistory, openDocument } from "./open-document.ts"
import { refuseDiagnostics } from "./refuse-diagnostics.ts"

export interface Save {
  readonly subject: Subject
  readonly actor: Actor
  readonly text: Sealed
  /** Revision that the text builds on; undefined = whatever is current. */
  readonly base: number | undefined
  readonly reason: string | undefined
  readonly stage: boolean
  readonly acknowledgeMissing: readonly (readonly string[])[]
  /** What the audit log calls it. */
  readonly action: string
}

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
  const { db } = parts.store
  const current = await openDocument(parts, db, save.subject)
  refuseConflict(current, save)
  const { document, diagnostics } = await readText(parts, save, current)
  refuseDiagnostics(diagnostics, {
    action: `save the secrets of ${nameOfSubject(save.subject)}`,
    blank: "secrets.blank",
  })
  if (document === undefined) throw new Error("Invariant broken: a text without errors parses")
  const before = current.content.reveal()
  if (document.typed === before.typed) {
    await acknowledge(parts, save, current)
    return { number: current.number, head: current.number, changed: false, diagnostics }
  }
  const changes = changesBetween(before, document)
  const number = await write(parts, save, { current, document, changes })
  return { number, head: save.stage ? current.number : number, changed: true, diagnostics }
}

/** The text with its values, and everything that is wrong with it. */
export async function readText(
  parts: Parts,
  { subject, text, acknowledgeMissing }: Pick<Save, "subject" | "text" | "acknowledgeMissing">,
  current: OpenDocument,
): Promise<{ document: SecretsDocument | undefined; diagnostics: readonly Diagnostic[] }> {
  const history = await keyHistory(parts.store.db, current.row, current.number)
  const mark = await documentMarks(parts, current, history)
  const merged = unmask(text.reveal(), { document: current.content.reveal(), mark })
  if (merged.document === undefined || hasErrors(merged.diagnostics)) {
    return { document: undefined, diagnostics: merged.diagnostics }
  }
  const found = await checkDocument(parts, {
    subject,
    document: merged.document,
    current,
    acknowledgeMissing,
  })
  return { document: merged.document, diagnostics: merged.inMasked(found) }
}

function refuseConflict({ row }: OpenDocument, { base, stage, subject }: Save): void {
  if (base !== undefined && base !== row.head) throw conflict(base, row.head, subject)
  if (row.staged !== null && !stage) {
    throw new Fault("secrets.staged", {
      public: `Revision ${row.staged} of ${nameOfSubject(subject)} is staged. Promote or drop it before saving directly`,
    })
  }
}

function conflict(base: number, head: number, subject: Subject): Fault {
  return new Fault("secrets.conflict", {
    public: `Someone else saved ${nameOfSubject(subject)} first: your text builds on revision ${base < 0 ? "that does not exist" : base}, the current one is ${head}. Read it again and lay your changes over it`,
    problem: { current: head },
  })
}

export function changesBetween(before: SecretsDocument, after: SecretsDocument): RevisionChanges {
  const { added, changed, removed } = changedKeys(before, after)
  return {
    added: added.map(formatKeyPath),
    changed: changed.map(formatKeyPath),
    removed: removed.map(formatKeyPath),
  }
}

/** Remembers what the author says the module does not need, also when the text stays as it is. */
async function acknowledge(parts: Parts, save: Save, { row }: OpenDocument): Promise<void> {
  const acknowledged = mergedAcknowledgements(row.acknowledged, save)
  if (acknowledged.length === row.acknowledged.length) return
  await secretDocuments.setAcknowledged(parts.store.db, row.id, acknowledged)
}

function mergedAcknowledgements(known: readonly string[], { acknowledgeMissing }: Save): string[] {
  return [...new Set([...known, ...acknowledgeMissing.map(formatKeyPath)])]
}

interface Revision {
  readonly current: OpenDocument
  readonly document: SecretsDocument
  readonly changes: RevisionChanges
}

async function write(
  parts: Parts,
  save: Save,
  { current, document, changes }: Revision,
): Promise<number> {
  const { store, keyring, clock } = parts
  const { subject, actor, stage } = save
  const { id, owner, scope, subject: subjectId } = documentOf(subject)
  const number = await secretRevisions.nextNumber(store.db, id)
  const place = { owner, document: id, scope, subject: subjectId, revision: number }
  const { envelope, digest } = await keyring.sealDocument(
    current.ownerKey,
    place,
    new Sealed(document.typed),
    current.digest ?? null,
  )
  const mac = await keyring.headMac(current.ownerKey, { document: id, number, digest })
  await store.transaction(async (tx) => {
    const row = await secretDocuments.get(tx, id)
    if (row.head !== current.row.head || (await secretRevisions.nextNumber(tx, id)) !== number) {
      throw conflict(current.row.head, row.head, subject)
    }
    if (row.staged !== null) {
      if (!stage) throw conflict(current.row.head, row.head, subject)
      await secretRevisions.setState(tx, id, { number: row.staged, state: "dropped" })
    }
    await secretRevisions.insert(tx, {
      id: newId("rev"),
      document: id,
      number,
      envelope,
      digest,
      parentDigest: current.digest ?? null,
      author: actor.user.id,
      authorName: actor.user.name,
      reason: save.reason ?? null,
      createdAt: clock.now(),
      changes,
      state: stage ? "staged" : "current",
    })
    if (stage) await secretDocuments.setStaged(tx, id, number)
    else {
      if (row.head > 0) await secretRevisions.setState(tx, id, { number: row.head, state: "past" })
      await secretDocuments.moveHead(tx, id, { from: row.head, to: number, mac })
    }
    await secretDocuments.setAcknowledged(tx, id, mergedAcknowledgements(row.acknowledged, save))
    await auditNote(parts, tx, {
      actor,
      action: save.action,
      owner,
      subject: subjectId,
      details: { revision: number, staged: stage, ...changes },
    })
  })
  return number
}

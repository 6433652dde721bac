// Seals a checked document as the next revision, and writes it with its audit record inside the transaction of its caller:
// when somebody else saved, moved or deleted its subject meanwhile, it throws and nothing is kept.
import type { SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"
import { installs } from "#store/installs.ts"
import type { RevisionChanges, Tx } from "#store/schema.ts"
import { type SecretDocument, secretDocuments } from "#store/secret-documents.ts"
import { type SecretRevision, secretRevisions } from "#store/secret-revisions.ts"
import { versions } from "#store/versions.ts"

import { auditNote } from "../audit-note.ts"
import type { Context } from "../context.ts"
import { type Subject, documentOf, nameOfSubject } from "../subject.ts"
import type { OpenDocument } from "./open-document.ts"

type Parts = Pick<Context, "keyring" | "store" | "clock">

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

export function mergedAcknowledgements(
  known: readonly string[],
  { acknowledgeMissing }: Pick<Save, "acknowledgeMissing">,
): string[] {
  return [...new Set([...known, ...acknowledgeMissing.map(formatKeyPath)])]
}

/** @throws Fault *.not_found when it was deleted, secrets.conflict when the install moved to another version meanwhile */
export async function stillThere(subject: Subject, tx: Tx): Promise<SecretDocument> {
  const { id } = documentOf(subject)
  if (subject.kind === "install") {
    const install = await installs.get(tx, subject.install.id)
    if (install.version !== subject.version.id) {
      throw new Fault("secrets.conflict", {
        public: `Install "${install.name}" moved to another version meanwhile, and its secrets are checked over that one. Read them again and save once more`,
      })
    }
  } else await versions.get(tx, subject.version.id)
  return await secretDocuments.get(tx, id)
}

interface Revision {
  readonly current: OpenDocument
  readonly document: SecretsDocument
  readonly changes: RevisionChanges
}

type SealedRevision = Pick<SecretRevision, "number" | "envelope" | "digest" | "parentDigest"> & {
  readonly from: number
  readonly mac: Uint8Array
  readonly changes: RevisionChanges
}

export async function sealRevision(
  { store, keyring }: Parts,
  { subject }: Save,
  { current, document, changes }: Revision,
): Promise<SealedRevision> {
  const { id, owner, scope, subject: subjectId } = documentOf(subject)
  const number = await secretRevisions.nextNumber(store.db, id)
  const parentDigest = current.digest ?? null
  const { envelope, digest } = await keyring.sealDocument(
    current.ownerKey,
    { owner, document: id, scope, subject: subjectId, revision: number },
    new Sealed(document.typed),
    parentDigest,
  )
  const mac = await keyring.headMac(current.ownerKey, { document: id, number, digest })
  return { number, envelope, digest, parentDigest, from: current.row.head, mac, changes }
}

/** To be called inside a transaction. @throws Fault when somebody else was faster */
export async function writeRevision(
  parts: Parts,
  save: Save,
  { from, mac, ...sealed }: SealedRevision,
  tx: Tx,
): Promise<void> {
  const { subject, actor, stage } = save
  const { id, owner, subject: subjectId } = documentOf(subject)
  const { number } = sealed
  const row = await stillThere(subject, tx)
  if (row.head !== from || (await secretRevisions.nextNumber(tx, id)) !== number) {
    throw conflict(from, row.head, subject)
  }
  if (row.staged !== null) {
    if (!stage) throw conflict(from, row.head, subject)
    await secretRevisions.setState(tx, id, { number: row.staged, state: "dropped" })
  }
  await secretRevisions.insert(tx, {
    ...sealed,
    id: newId("rev"),
    document: id,
    author: actor.user.id,
    authorName: actor.user.name,
    reason: save.reason ?? null,
    createdAt: parts.clock.now(),
    state: stage ? "staged" : "current",
  })
  if (stage) await secretDocuments.setStaged(tx, id, number)
  else {
    if (from > 0) await secretRevisions.setState(tx, id, { number: from, state: "past" })
    await secretDocuments.moveHead(tx, id, { from, to: number, mac })
  }
  await secretDocuments.setAcknowledged(tx, id, mergedAcknowledgements(row.acknowledged, save))
  await auditNote(parts, tx, {
    actor,
    action: save.action,
    owner,
    subject: subjectId,
    details: { revision: number, staged: stage, ...sealed.changes },
  })
}

export function conflict(base: number, head: number, subject: Subject): Fault {
  return new Fault("secrets.conflict", {
    public: `Someone else saved ${nameOfSubject(subject)} first: your text builds on revision ${base < 0 ? "that does not exist" : base}, the current one is ${head}. Read it again and lay your changes over it`,
    problem: { current: head },
  })
}

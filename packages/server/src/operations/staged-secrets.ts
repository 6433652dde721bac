// Staged rotation: a revision is saved without being current, tried on one process, then made current everywhere or dropped.
// Promotion says from acknowledgements, not from hope, how many processes still hold the revision before it.
import type { Answer } from "@modkeep/contract/answer"
import type { ProcessId } from "@modkeep/contract/ids"
import type { stagedAnswer } from "@modkeep/contract/schemas/secrets"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import type { Actor } from "#identity/actor.ts"
import type { OwnedInstall } from "#store/installs.ts"
import { secretDocuments } from "#store/secret-documents.ts"
import { secretRevisions } from "#store/secret-revisions.ts"

import { auditNote } from "./audit-note.ts"
import type { Context, SubjectId } from "./context.ts"
import { type Acknowledgement, deliverDocument, installsOf } from "./deliver-document.ts"
import { recheckStaged } from "./documents/recheck-staged.ts"
import { type OpenDocument, openDocument } from "./documents/open-document.ts"
import { stillThere } from "./documents/write-revision.ts"
import { processDocument } from "./process-document.ts"
import { type Subject, documentOf, getSubject, nameOfSubject } from "./subject.ts"

type StagedAnswer = Answer<typeof stagedAnswer>

interface Staged {
  readonly subject: Subject
  readonly opened: OpenDocument
}

export async function tryStaged(
  context: Context,
  actor: Actor,
  { id, process }: { id: SubjectId; process: ProcessId },
): Promise<StagedAnswer> {
  const { subject, opened } = await openStaged(context, actor, id)
  const install = await installOfProcess(context, subject, process)
  await note(context, actor, subject, { verb: "canary", revision: opened.number, process })
  context.trials.set(process, { document: opened.row.id, number: opened.number })
  const results = await context.lifecycle.deliver(
    install.id,
    (id) => processDocument(context, install.id, id),
    { rerun: false, process },
  )
  context.metrics.delivered(results)
  const processes = results.map((result) => ({
    id: result.process,
    install: install.id,
    acknowledged: result.acknowledged,
    ms: result.ms ?? null,
  }))
  return {
    revision: opened.number,
    processes,
    holdOld: await countOthers(context, subject, opened.number),
  }
}

export async function promoteStaged(
  context: Context,
  actor: Actor,
  { id, sessions }: { id: SubjectId; sessions: "next-run" | "rerun" | undefined },
): Promise<StagedAnswer> {
  const { subject, opened } = await openStaged(context, actor, id)
  await recheckStaged(context, subject, opened)
  const { number, digest, ownerKey, row } = opened
  invariant(digest, "a staged revision is stored")
  const mac = await context.keyring.headMac(ownerKey, { document: row.id, number, digest })
  await context.store.transaction(async (tx) => {
    const now = await stillThere(subject, tx)
    if (now.staged !== number || now.head !== row.head) throw nothingStaged(subject)
    if (now.head > 0)
      await secretRevisions.setState(tx, row.id, { number: now.head, state: "past" })
    await secretRevisions.setState(tx, row.id, { number, state: "current" })
    await secretDocuments.moveHead(tx, row.id, { from: now.head, to: number, mac })
    await secretDocuments.setStaged(tx, row.id, null)
    await auditNote(context, tx, {
      actor,
      action: "secrets.promote",
      owner: documentOf(subject).owner,
      subject: documentOf(subject).subject,
      details: { revision: number },
    })
  })
  const processes = await deliverDocument(context, { subject, sessions })
  return { revision: number, processes, holdOld: await countOthers(context, subject, number) }
}

export async function dropStaged(
  context: Context,
  actor: Actor,
  id: SubjectId,
): Promise<StagedAnswer> {
  const { subject, opened } = await openStaged(context, actor, id)
  await context.store.transaction(async (tx) => {
    const now = await secretDocuments.find(tx, opened.row.id)
    if (now?.staged !== opened.number) throw nothingStaged(subject)
    await secretRevisions.setState(tx, opened.row.id, { number: opened.number, state: "dropped" })
    await secretDocuments.setStaged(tx, opened.row.id, null)
    await auditNote(context, tx, {
      actor,
      action: "secrets.drop",
      owner: documentOf(subject).owner,
      subject: documentOf(subject).subject,
      details: { revision: opened.number },
    })
  })
  // A process that tried the staged revision gets the current one back.
  const processes: Acknowledgement[] = await deliverDocument(context, {
    subject,
    sessions: undefined,
  })
  return { revision: opened.row.head, processes, holdOld: null }
}

async function openStaged(context: Context, actor: Actor, id: SubjectId): Promise<Staged> {
  const { db } = context.store
  const subject = await getSubject(db, actor, id, "change")
  const staged = (await secretDocuments.find(db, documentOf(subject).id))?.staged ?? null
  if (staged === null) throw nothingStaged(subject)
  return { subject, opened: await openDocument(context, db, subject, staged) }
}

function nothingStaged(subject: Subject): Fault {
  return new Fault("secrets.not_staged", {
    public: `No revision of ${nameOfSubject(subject)} is staged. Save one with "stage": true first`,
  })
}

async function installOfProcess(
  context: Context,
  subject: Subject,
  process: ProcessId,
): Promise<OwnedInstall> {
  for (const install of await installsOf(context, subject)) {
    if (context.lifecycle.processes(install.id).some(({ id }) => id === process)) return install
  }
  throw new Fault("process.not_found", {
    public: `No running process "${process}" holds this document. GET /installs/{id} lists them`,
  })
}

/** Processes that hold another revision of the subject's document than this one. */
async function countOthers(context: Context, subject: Subject, revision: number): Promise<number> {
  let count = 0
  for (const install of await installsOf(context, subject)) {
    for (const process of context.lifecycle.processes(install.id)) {
      if (process.revision?.[subject.kind] !== revision) count++
    }
  }
  return count
}

async function note(
  context: Context,
  actor: Actor,
  subject: Subject,
  { verb, ...details }: { verb: string; revision: number; process: string },
): Promise<void> {
  await context.store.transaction((tx) =>
    auditNote(context, tx, {
      actor,
      action: `secrets.${verb}`,
      owner: documentOf(subject).owner,
      subject: documentOf(subject).subject,
      details,
    }),
  )
}

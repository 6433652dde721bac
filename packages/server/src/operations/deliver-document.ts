// Brings a saved document to every process that holds it and says what each answered; who follows an install is told too, asleep or
// not. Installs are served side by side; a process that does not follow in time is reported as not acknowledged and goes on being tried.
import type { Answer } from "@modkeep/contract/answer"
import type { acknowledgement } from "@modkeep/contract/schemas/secrets"

import type { OwnedInstall } from "#store/installs.ts"
import { installs } from "#store/installs.ts"

import type { Context } from "./context.ts"
import { processDocument } from "./process-document.ts"
import type { Subject } from "./subject.ts"

export type Acknowledgement = Answer<typeof acknowledgement>

interface Delivery {
  readonly subject: Subject
  /** What open pages do; each install's own default when left out. */
  readonly sessions: "next-run" | "rerun" | undefined
}

export async function deliverDocument(
  context: Context,
  { subject, sessions }: Delivery,
): Promise<Acknowledgement[]> {
  const targets = await installsOf(context, subject)
  for (const { id } of targets) context.installChanges.publish(id, "changed")
  const answers = await Promise.all(targets.map((install) => deliverTo(context, install, sessions)))
  return answers.flat()
}

/** The installs whose processes see the subject's document. */
export async function installsOf(
  context: Context,
  subject: Subject,
): Promise<readonly OwnedInstall[]> {
  if (subject.kind === "install") return [subject.install]
  return await installs.listOfVersion(context.store.db, subject.version.id)
}

async function deliverTo(
  context: Context,
  install: OwnedInstall,
  sessions: Delivery["sessions"],
): Promise<Acknowledgement[]> {
  const results = await context.lifecycle.deliver(
    install.id,
    (process) => processDocument(context, install.id, process),
    { rerun: (sessions ?? install.sessions) === "rerun" },
  )
  context.metrics.delivered(results)
  return results.map(({ process, acknowledged, ms }) => ({
    id: process,
    install: install.id,
    acknowledged,
    ms: ms ?? null,
  }))
}

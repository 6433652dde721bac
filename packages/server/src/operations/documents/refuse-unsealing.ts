// Refuses to make an older text current again when it would open a key that was sealed for good since: a text that comes from the
// store brings its values along, so that taking the comment away would be enough to read them.
import { diagnose } from "@modkeep/toml/diagnose"
import { pathKey } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { secretRevisions } from "#store/secret-revisions.ts"

import type { Context } from "../context.ts"
import type { Subject } from "../subject.ts"
import { type OpenDocument, openDocument } from "./open-document.ts"
import { refuseDiagnostics } from "./refuse-diagnostics.ts"

/** @throws Fault secrets.refused */
export async function refuseUnsealing(
  parts: Pick<Context, "keyring" | "store">,
  { subject, older, action }: { subject: Subject; older: OpenDocument; action: string },
): Promise<void> {
  const { db } = parts.store
  const open = older.content.reveal().leaves.filter(({ directives }) => !directives.sealed)
  const sealed = new Set<string>()
  for (const { number, state } of await secretRevisions.listChanges(db, older.row.id, {
    after: older.number,
  })) {
    if (state !== "current" && state !== "past") continue
    const later = await openDocument(parts, db, subject, number)
    for (const { keyPath, directives } of later.content.reveal().leaves)
      if (directives.sealed) sealed.add(pathKey(keyPath))
  }
  const diagnostics = open
    .filter(({ keyPath }) => sealed.has(pathKey(keyPath)))
    .map(({ keyPath, valueRange: range }) =>
      diagnose("reference.sealed", { name: formatKeyPath(keyPath) }, { range, keyPath }),
    )
  refuseDiagnostics(diagnostics, { action, blank: "secrets.blank" })
}

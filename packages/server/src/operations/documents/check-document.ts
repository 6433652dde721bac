// Checks a document as it would be stored: a version's against its template and as its installs will see it, an install's as its
// module will see it.
import { pathKey, type SecretsDocument } from "@modkeep/toml/document"
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import { checkInstall } from "@modkeep/toml/check-install"
import { checkVersion } from "@modkeep/toml/check-version"
import { inOrder } from "@modkeep/toml/diagnose"
import { parseKeyPath } from "@modkeep/toml/key-path"

import type { Context } from "../context.ts"
import type { Subject } from "../subject.ts"
import { blankedInstalls } from "./blanked-installs.ts"
import { type OpenDocument, openDocument } from "./open-document.ts"
import { versionRules } from "./version-rules.ts"

interface Check {
  readonly subject: Subject
  readonly document: SecretsDocument
  /** What is stored now: its acknowledgements hold on. */
  readonly current: OpenDocument
  readonly acknowledgeMissing: readonly (readonly string[])[]
}

export async function checkDocument(
  parts: Pick<Context, "keyring" | "store">,
  { subject, document, current, acknowledgeMissing }: Check,
): Promise<Diagnostic[]> {
  const rules = versionRules(subject.version)
  const known = current.row.acknowledged.map((path) => parseKeyPath(path) ?? [path])
  const acknowledged = [...known, ...acknowledgeMissing]
  if (subject.kind === "version") {
    const found = checkVersion({ ...rules, document, acknowledgeMissing: acknowledged })
    const { version } = subject
    const inInstalls = await blankedInstalls(parts, { version, document, current })
    return inOrder([...found, ...besides(found, inInstalls)])
  }
  const below = await openDocument(parts, parts.store.db, {
    kind: "version",
    version: subject.version,
  })
  const byAuthor = below.row.acknowledged.map((path) => parseKeyPath(path) ?? [path])
  return checkInstall({
    ...rules,
    overlay: document,
    version: below.content.reveal(),
    acknowledgeMissing: [...byAuthor, ...acknowledged],
  })
}

/** What a blank of the version's own does to its installs needs no second line: mending the one mends the other. */
function besides(found: readonly Diagnostic[], inInstalls: readonly Diagnostic[]): Diagnostic[] {
  const own = found.filter(({ code }) => code === "secret.blank")
  const blank = new Set(own.map(({ keyPath }) => pathKey(keyPath)))
  return inInstalls.filter(({ keyPath }) => !blank.has(pathKey(keyPath)))
}

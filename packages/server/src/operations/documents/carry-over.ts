// What a new version starts from: the new template, with references to the latest version's values for equal keys, and what
// the new template changes. Nothing stored is touched: it takes the author's save.
import type { VersionId } from "@modkeep/contract/ids"
import type { SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { compareTemplates, mergeTemplate } from "@modkeep/toml/template-drift"

import type { OwnedVersion } from "#store/versions.ts"

import type { Context } from "../context.ts"
import { documentMarks } from "./document-marks.ts"
import { emptyDocument } from "./empty-document.ts"
import { keyHistory } from "./key-history.ts"
import { openDocument } from "./open-document.ts"
import { versionRules } from "./version-rules.ts"

interface Request {
  readonly version: OwnedVersion
  /** Of the new commit; undefined when it has none that can be read. */
  readonly template: SecretsDocument | undefined
}

export interface TemplateChanges {
  added: string[]
  removed: string[]
  renamed: { from: string; to: string }[]
  retyped: string[]
}

export async function carryOver(
  parts: Pick<Context, "keyring" | "store">,
  { version, template }: Request,
): Promise<{
  base: { version: VersionId; revision: number }
  text: string
  changes: TemplateChanges
}> {
  const { db } = parts.store
  const opened = await openDocument(parts, db, { kind: "version", version })
  const mark = await documentMarks(parts, opened, await keyHistory(db, opened.row, opened.number))
  const previous = versionRules(version).template?.document
  const document = opened.content.reveal()
  return {
    base: { version: version.id, revision: opened.number },
    text: mergeTemplate({
      template: template ?? emptyDocument(),
      base: { document, mark },
      previous,
    }),
    changes: templateChanges(previous, template),
  }
}

export function templateChanges(
  before: SecretsDocument | undefined,
  after: SecretsDocument | undefined,
): TemplateChanges {
  const { added, removed, renamed, retyped } = compareTemplates(
    before ?? emptyDocument(),
    after ?? emptyDocument(),
  )
  return {
    added: added.map(formatKeyPath),
    removed: removed.map(formatKeyPath),
    renamed: renamed.map(({ from, to }) => ({ from: formatKeyPath(from), to: formatKeyPath(to) })),
    retyped: retyped.map(({ path }) => formatKeyPath(path)),
  }
}

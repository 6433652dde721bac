// The text of a version that does not exist yet: references belong to a revision of an earlier version of the same module.
import type { ModuleId, VersionId } from "@modkeep/contract/ids"
import { checkVersion } from "@modkeep/toml/check-version"
import { type Diagnostic, hasErrors } from "@modkeep/toml/diagnostic"
import type { SecretsDocument } from "@modkeep/toml/document"
import { type Base, unmask } from "@modkeep/toml/unmask"

import type { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"

import type { Context } from "../context.ts"
import { getVersion, noVersion } from "../show-version.ts"
import { documentMarks } from "./document-marks.ts"
import { keyHistory } from "./key-history.ts"
import { openDocument } from "./open-document.ts"

interface NewText {
  readonly text: Sealed
  readonly base: { readonly version: VersionId; readonly revision: number } | undefined
  readonly module: ModuleId
  readonly template: SecretsDocument | undefined
  readonly streamlit: string | undefined
  readonly acknowledgeMissing: readonly (readonly string[])[]
}

export async function readNewText(
  parts: Pick<Context, "keyring" | "store">,
  actor: Actor,
  { text, base, module, template, streamlit, acknowledgeMissing }: NewText,
): Promise<{ document: SecretsDocument | undefined; diagnostics: readonly Diagnostic[] }> {
  const merged = unmask(
    text.reveal(),
    base === undefined ? undefined : await openBase(parts, actor, module, base),
  )
  const { document } = merged
  if (document === undefined || hasErrors(merged.diagnostics))
    return { document: undefined, diagnostics: merged.diagnostics }
  const found = checkVersion({
    document,
    template: template === undefined ? undefined : { document: template },
    acknowledgeMissing,
    streamlit,
  })
  return { document, diagnostics: merged.inMasked(found) }
}

async function openBase(
  parts: Pick<Context, "keyring" | "store">,
  actor: Actor,
  module: ModuleId,
  base: { version: VersionId; revision: number },
): Promise<Base> {
  const { db } = parts.store
  const version = await getVersion(db, actor, base.version, "change")
  if (version.module !== module) throw noVersion(base.version)
  const opened = await openDocument(parts, db, { kind: "version", version }, base.revision)
  const mark = await documentMarks(parts, opened, await keyHistory(db, opened.row, opened.number))
  return { document: opened.content.reveal(), mark }
}

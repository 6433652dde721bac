// An install's text checked over its version's document, before the install exists or before it moves to another version.
import { checkInstall } from "@modkeep/toml/check-install"
import { type Diagnostic, hasErrors } from "@modkeep/toml/diagnostic"
import { inOrder } from "@modkeep/toml/diagnose"
import type { SecretsDocument } from "@modkeep/toml/document"
import { parseKeyPath } from "@modkeep/toml/key-path"
import { type Base, unmask } from "@modkeep/toml/unmask"

import type { Sealed } from "#base/sealed.ts"
import type { OwnedVersion } from "#store/versions.ts"

import type { Context } from "../context.ts"
import type { Marks } from "./document-marks.ts"
import { type OpenDocument, openDocument } from "./open-document.ts"
import { type Former, openedSeals } from "./opened-seals.ts"
import { versionRules } from "./version-rules.ts"

interface Overlay {
  /** The version that it is laid over. */
  readonly version: OwnedVersion
  readonly text: Sealed
  readonly acknowledgeMissing: readonly (readonly string[])[]
  /** What references in the text belong to. */
  readonly base?: Base | undefined
  /** Where an install that moves comes from. */
  readonly former?: Former
}

export async function readOverlay(
  parts: Pick<Context, "keyring" | "store">,
  { version, text, acknowledgeMissing, base, former }: Overlay,
): Promise<{ document: SecretsDocument | undefined; diagnostics: readonly Diagnostic[] }> {
  const merged = unmask(text.reveal(), base)
  const { document } = merged
  if (document === undefined || hasErrors(merged.diagnostics))
    return { document: undefined, diagnostics: merged.diagnostics }
  const below = await openDocument(parts, parts.store.db, { kind: "version", version })
  const byAuthor = below.row.acknowledged.map((path) => parseKeyPath(path) ?? [path])
  const found = checkInstall({
    ...versionRules(version),
    overlay: document,
    version: below.content.reveal(),
    acknowledgeMissing: [...byAuthor, ...acknowledgeMissing],
  })
  const opened = former === undefined ? [] : openedSeals(document, below.content.reveal(), former)
  return { document, diagnostics: merged.inMasked(inOrder([...found, ...opened])) }
}

/** What references in an overlay's text belong to. */
export function overlayBase({ content }: OpenDocument, mark: Marks): Base {
  return { document: content.reveal(), mark }
}

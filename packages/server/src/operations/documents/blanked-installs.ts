// The keys that a version's new text would leave blank in installs that have a value there now: what an install sees is checked at
// a save of either document, so that a running module never waits for a value that was taken away beneath it.
//
// How many installs it would be is told, and nothing of what they set.
import { diagnose } from "@modkeep/toml/diagnose"
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import { leafIndex, pathKey, type SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { effective } from "@modkeep/toml/layers"

import { installs } from "#store/installs.ts"
import type { OwnedVersion } from "#store/versions.ts"

import type { Context } from "../context.ts"
import { mayBlank } from "./may-blank.ts"
import { type OpenDocument, openDocument } from "./open-document.ts"

interface NewText {
  readonly version: OwnedVersion
  readonly document: SecretsDocument
  /** The revision that is current, or the staged one that is to be. */
  readonly current: OpenDocument
}

export async function blankedInstalls(
  parts: Pick<Context, "keyring" | "store">,
  { version, document, current }: NewText,
): Promise<Diagnostic[]> {
  const { db } = parts.store
  const isNow = current.number === current.row.head
  const open = isNow ? current : await openDocument(parts, db, { kind: "version", version })
  const now = open.content.reveal()
  if (!mayBlank(now, document)) return []
  const counts = new Map<string, { readonly keyPath: readonly string[]; installs: number }>()
  for (const install of await installs.listOfVersion(db, version.id)) {
    const opened = await openDocument(parts, db, { kind: "install", version, install })
    const overlay = opened.content.reveal()
    const before = new Set(effective(now, overlay).blanks.map(pathKey))
    for (const keyPath of effective(document, overlay).blanks) {
      const key = pathKey(keyPath)
      if (before.has(key)) continue
      const count = counts.get(key) ?? { keyPath, installs: 0 }
      counts.set(key, { keyPath, installs: count.installs + 1 })
    }
  }
  const own = leafIndex(document)
  return [...counts].map(([key, { keyPath, installs: count }]) =>
    diagnose(
      "secret.blank",
      { name: formatKeyPath(keyPath), filledBy: "installs", installs: count },
      { range: own.get(key)?.valueRange ?? document.end, keyPath },
    ),
  )
}

// What an install's process gets: the version's document with the install's laid over it, in canonical TOML, with the
// environment it makes and the texts that its log must not show. Nothing is handed out while a key is blank.
import { writeCanonical } from "@modkeep/toml/canonical"
import { projectEnvironment } from "@modkeep/toml/environment"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { effective } from "@modkeep/toml/layers"
import { redactionLeaves } from "@modkeep/toml/redaction"

import { Fault } from "#base/fault.ts"
import { Sealed } from "#base/sealed.ts"
import type { EngineDocument } from "#engine/engine.ts"
import type { Keyring } from "#keyring/keyring.ts"
import type { OwnedInstall } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"
import { versions } from "#store/versions.ts"

import { openDocument } from "./open-document.ts"

/** Revisions other than the current ones, for a staged revision that is tried out. */
interface Choice {
  readonly versionRevision?: number | undefined
  readonly installRevision?: number | undefined
}

/** @throws Fault secrets.blank, keyring.does_not_open */
export async function effectiveDocument(
  parts: { readonly keyring: Keyring },
  tx: Tx,
  install: OwnedInstall,
  choice: Choice = {},
): Promise<EngineDocument> {
  const version = await versions.get(tx, install.version)
  const below = await openDocument(parts, tx, { kind: "version", version }, choice.versionRevision)
  const above = await openDocument(
    parts,
    tx,
    { kind: "install", version, install },
    choice.installRevision,
  )
  const { root, blanks } = effective(below.content.reveal(), above.content.reveal())
  if (blanks.length > 0) {
    throw new Fault("secrets.blank", {
      public: `Install "${install.name}" needs a value for ${blanks.map(formatKeyPath).join(", ")}. Write it into the install's secrets`,
    })
  }
  return {
    revision: { version: below.number, install: above.number },
    content: new Sealed({
      text: writeCanonical(root),
      environment: Object.fromEntries(projectEnvironment(root).variables),
      redact: redactionLeaves(root),
    }),
  }
}

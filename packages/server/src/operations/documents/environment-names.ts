// Which environment variables the effective document makes. The values stay behind: each name maps to a mark.
import { projectEnvironment } from "@modkeep/toml/environment"
import { effective } from "@modkeep/toml/layers"

import type { OwnedInstall } from "#store/installs.ts"
import type { Tx } from "#store/schema.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "../context.ts"
import { openDocument } from "./open-document.ts"

/** @returns for each variable that is set and not blank the text `set` */
export async function environmentNames(
  parts: Pick<Context, "keyring">,
  tx: Tx,
  install: OwnedInstall,
): Promise<Record<string, string>> {
  const version = await versions.get(tx, install.version)
  const below = await openDocument(parts, tx, { kind: "version", version })
  const above = await openDocument(parts, tx, { kind: "install", version, install })
  const { root } = effective(below.content.reveal(), above.content.reveal())
  const { variables } = projectEnvironment(root)
  const names: Record<string, string> = {}
  for (const [name, value] of variables) if (value.trim() !== "") names[name] = "set"
  return names
}

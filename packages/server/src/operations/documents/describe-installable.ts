// The keys that an install of a version may set: those of its document and its template, and the sign-in fields its code reads.
// Which of them it must set follows from the check of an empty overlay. No value, no length, no fingerprint of the author's.
import type { InstallableKey } from "@modkeep/contract/schemas/version"
import { type Leaf, pathKey } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { Sealed } from "#base/sealed.ts"
import type { OwnedVersion } from "#store/versions.ts"

import type { Context } from "../context.ts"
import { openDocument } from "./open-document.ts"
import { readersOf } from "./readers-of.ts"
import { readOverlay } from "./read-overlay.ts"
import { versionRules } from "./version-rules.ts"

const asksForValue = new Set(["secret.blank", "secret.required_missing"])

export async function describeInstallable(
  parts: Pick<Context, "keyring" | "store">,
  version: OwnedVersion,
): Promise<InstallableKey[]> {
  const { content } = await openDocument(parts, parts.store.db, { kind: "version", version })
  const { template, declared } = versionRules(version)
  const empty = { version, text: new Sealed(""), acknowledgeMissing: [] }
  const { diagnostics } = await readOverlay(parts, empty)
  const required = new Set(
    diagnostics.filter(({ code }) => asksForValue.has(code)).map(({ keyPath }) => pathKey(keyPath)),
  )
  const readers = readersOf(version)
  const keys = new Map<string, InstallableKey>()
  const add = (keyPath: readonly string[], leaf: Leaf | undefined, isSet: boolean) => {
    const key = pathKey(keyPath)
    if (keys.has(key)) return
    keys.set(key, {
      path: formatKeyPath(keyPath),
      keyPath: [...keyPath],
      type: leaf?.value.kind ?? null,
      required: required.has(key),
      set: isSet,
      description: leaf?.directives.description ?? null,
      readBy: readers(keyPath),
    })
  }
  for (const leaf of content.reveal().leaves) add(leaf.keyPath, leaf, !isBlank(leaf))
  for (const leaf of template?.document.leaves ?? []) add(leaf.keyPath, leaf, false)
  for (const keyPath of declared) add(keyPath, undefined, false)
  return [...keys.values()]
}

function isBlank({ value }: Leaf): boolean {
  return value.kind === "string" && value.value === ""
}

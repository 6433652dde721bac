// The keys of the effective document with their origin; values, lengths and fingerprints of either party stay unseen.
import type { Answer } from "@modkeep/contract/answer"
import type { effective as effectiveSchema } from "@modkeep/contract/schemas/secrets"
import { pathKey } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { effective } from "@modkeep/toml/layers"
import { valueAt } from "@modkeep/toml/value"

import { invariant } from "#base/invariant.ts"
import { iso } from "#base/iso.ts"

import type { Context } from "../context.ts"
import type { Subject } from "../subject.ts"
import { environmentOf } from "./environment-of.ts"
import { keyHistory } from "./key-history.ts"
import { openDocument } from "./open-document.ts"
import { readersOf } from "./readers-of.ts"

export async function describeEffective(
  parts: Pick<Context, "keyring" | "store">,
  subject: Extract<Subject, { kind: "install" }>,
): Promise<Answer<typeof effectiveSchema>[]> {
  const { db } = parts.store
  const below = await openDocument(parts, db, { kind: "version", version: subject.version })
  const above = await openDocument(parts, db, subject)
  const histories = {
    version: await keyHistory(db, below.row, below.number),
    install: await keyHistory(db, above.row, above.number),
  }
  const readers = readersOf(subject.version)
  const { root, origins } = effective(below.content.reveal(), above.content.reveal())
  return origins.map(({ path, origin, overrides }) => {
    const value = valueAt(root, path)
    invariant(value, "a key with an origin has a value")
    const change = histories[origin].get(pathKey(path))
    return {
      path: formatKeyPath(path),
      keyPath: [...path],
      origin,
      overrides,
      type: value.kind,
      environment: environmentOf({ keyPath: path, value }),
      readBy: readers(path),
      changedAt: change === undefined ? null : iso(change.at),
    }
  })
}

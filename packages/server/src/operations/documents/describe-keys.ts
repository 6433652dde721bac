// The keys of a document without their values: type, where each reaches, who reads it, who set it last and when. Keys that the
// template asks for and the document lacks are listed too, as not set.
import { type Leaf, pathKey } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { requiredLeaves } from "@modkeep/toml/required-keys"
import type { Answer } from "@modkeep/contract/answer"
import type { TomlValue } from "@modkeep/toml/value"
import type { secretKey } from "@modkeep/contract/schemas/secrets"

import { iso } from "#base/iso.ts"

import type { Context } from "../context.ts"
import { type Subject } from "../subject.ts"
import { environmentOf } from "./environment-of.ts"
import { keyHistory } from "./key-history.ts"
import { type OpenDocument } from "./open-document.ts"
import { readersOf } from "./readers-of.ts"
import { versionRules } from "./version-rules.ts"

type Key = Answer<typeof secretKey>

export async function describeKeys(
  parts: Pick<Context, "store">,
  subject: Subject,
  opened: OpenDocument,
): Promise<Key[]> {
  const history = await keyHistory(parts.store.db, opened.row, opened.number)
  const readers = readersOf(subject.version)
  const template = versionRules(subject.version).template?.document
  const required = new Set(
    (template === undefined ? [] : requiredLeaves(template)).map(({ keyPath }) => pathKey(keyPath)),
  )
  const describe = (leaf: Leaf, isThere: boolean): Key => {
    const change = isThere ? history.get(pathKey(leaf.keyPath)) : undefined
    return {
      path: formatKeyPath(leaf.keyPath),
      keyPath: [...leaf.keyPath],
      type: leaf.value.kind,
      set: isThere && !isBlank(leaf.value),
      origin: subject.kind,
      required: required.has(pathKey(leaf.keyPath)) && !leaf.directives.optional,
      description: leaf.directives.description ?? null,
      environment: environmentOf(leaf),
      readBy: readers(leaf.keyPath),
      changedAt: change === undefined ? null : iso(change.at),
      changedBy: change?.by ?? null,
      revision: change?.revision ?? 0,
    }
  }
  const { leaves } = opened.content.reveal()
  const there = new Set(leaves.map(({ keyPath }) => pathKey(keyPath)))
  const missing =
    subject.kind === "install" || template === undefined
      ? []
      : template.leaves.filter(
          ({ keyPath }) => required.has(pathKey(keyPath)) && !there.has(pathKey(keyPath)),
        )
  return [
    ...leaves.map((leaf) => describe(leaf, true)),
    ...missing.map((leaf) => describe(leaf, false)),
  ]
}

function isBlank(value: TomlValue): boolean {
  return value.kind === "string" && value.value === ""
}

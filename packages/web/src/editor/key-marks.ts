// The list beside the text: every name that matters here with one mark, in the order of the text; below them what is not in it.
import { pathKey, type Leaf } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { isReference } from "@modkeep/toml/mask"
import { requiredLeaves } from "@modkeep/toml/required-keys"
import { valueAt } from "@modkeep/toml/value"

import type { CheckedText } from "./check-text.ts"
import type { Generated } from "./generate-value.ts"
import type { EditorContext, KnownKey } from "./editor-context.ts"

export type Mark = "needs" | "saved" | "stored" | "optional" | "install" | "version" | "read"

export interface MarkedKey {
  readonly keyPath: readonly string[]
  readonly name: string
  readonly mark: Mark
  /** Whether a click jumps to it; else it is inserted. */
  readonly isInText: boolean
  readonly readBy: readonly { readonly file: string; readonly line: number }[]
  readonly description: string | undefined
  /** Where people get the value, as the comment above the key says: an https address. */
  readonly docs?: string
  /** What a button may fill in. */
  readonly generate?: Generated
}

export function keyMarks(checked: CheckedText, context: EditorContext): MarkedKey[] {
  const { document, template } = checked
  const known = new Map((context.keys ?? []).map((key) => [pathKey(key.keyPath), key]))
  const rows = new Map<string, MarkedKey>()
  const add = (keyPath: readonly string[], mark: Mark, more: Partial<MarkedKey> = {}) => {
    const key = pathKey(keyPath)
    if (rows.has(key)) return
    const { readBy = [], description } = known.get(key) ?? {}
    const name = formatKeyPath(keyPath)
    rows.set(key, {
      ...{ keyPath, name, mark, isInText: false, readBy, description: description ?? undefined },
      ...more,
    })
  }
  const errors = new Set(
    checked.diagnostics
      .filter(({ code }) => code === "secret.blank")
      .map((d) => pathKey(d.keyPath)),
  )
  for (const leaf of document?.leaves ?? []) {
    add(leaf.keyPath, markOf(leaf, errors), { isInText: true, ...said(leaf) })
  }
  if (document === undefined) return [...rows.values()]
  const isIn = (path: readonly string[]) => valueAt(document.root, path) !== undefined
  const settled = new Set((context.acknowledgeMissing ?? []).map(pathKey))
  const needed = new Set(
    (context.reads ?? []).filter(({ optional }) => !optional).map((each) => pathKey(each.keyPath)),
  )
  for (const key of context.keys ?? []) {
    if (!isIn(key.keyPath)) add(key.keyPath, missingMark(key, settled, needed))
  }
  for (const leaf of template === undefined ? [] : requiredLeaves(template)) {
    if (isIn(leaf.keyPath)) continue
    add(leaf.keyPath, settled.has(pathKey(leaf.keyPath)) ? "optional" : "needs")
  }
  for (const { source, keyPath, file, line } of context.reads ?? []) {
    if (source === "query" || keyPath.length === 0 || isIn(keyPath)) continue
    const mark = needed.has(pathKey(keyPath)) ? "read" : "optional"
    add(keyPath, mark, { readBy: [{ file, line }] })
  }
  return [...rows.values()]
}

function said({ directives }: Leaf): Partial<MarkedKey> {
  const { description, docs, generate } = directives
  return {
    ...(description === undefined ? {} : { description }),
    ...(docs !== undefined && URL.parse(docs)?.protocol === "https:" ? { docs } : {}),
    ...(generate === undefined ? {} : { generate }),
  }
}

function markOf(leaf: Leaf, errors: ReadonlySet<string>): Mark {
  if (isReference(leaf.value)) return "stored"
  if (errors.has(pathKey(leaf.keyPath))) return "needs"
  if (leaf.value.kind !== "string" || leaf.value.value !== "") return "saved"
  if (leaf.directives.install) return "install"
  return leaf.directives.optional ? "optional" : "needs"
}

function missingMark(
  { keyPath, required, origin, set }: KnownKey,
  settled: ReadonlySet<string>,
  needed: ReadonlySet<string>,
): Mark {
  if (origin === "version" && set === true) return "version"
  if (settled.has(pathKey(keyPath))) return "optional"
  if (required) return "needs"
  return needed.has(pathKey(keyPath)) ? "read" : "optional"
}

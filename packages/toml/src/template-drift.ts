// What a new template changes, and the text that a new version starts from: the new template with the old values.
import { pathKey, samePath, typedText } from "./document.ts"
import { setValue } from "./edit.ts"
import { reference } from "./mask.ts"
import { parse } from "./parse.ts"
import type { Leaf, SecretsDocument } from "./document.ts"
import type { Base } from "./unmask.ts"
import type { TomlKind } from "./value.ts"

export interface Drift {
  readonly added: string[][]
  readonly removed: string[][]
  /** Probable renames: each pair is also among `added` and `removed`, for a person to decide. */
  readonly renamed: { from: string[]; to: string[] }[]
  readonly retyped: { path: string[]; from: TomlKind; to: TomlKind }[]
}

export function compareTemplates(before: SecretsDocument, after: SecretsDocument): Drift {
  const old = new Map(before.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  const now = new Map(after.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  const added = after.leaves.filter(({ keyPath }) => !old.has(pathKey(keyPath)))
  const removed = before.leaves.filter(({ keyPath }) => !now.has(pathKey(keyPath)))
  const retyped = after.leaves.flatMap(({ keyPath, value }) => {
    const from = old.get(pathKey(keyPath))?.value.kind
    const isSame = from === undefined || from === value.kind
    return isSame ? [] : [{ path: [...keyPath], from, to: value.kind }]
  })
  const paths = (leaves: readonly Leaf[]) => leaves.map(({ keyPath }) => [...keyPath])
  return { added: paths(added), removed: paths(removed), renamed: renames(removed, added), retyped }
}

interface MergeParts {
  readonly template: SecretsDocument
  readonly base: Base
  /** The template that the base was made from. With it the author's own keys, which no template had, are carried over. */
  readonly previous?: SecretsDocument | undefined
}

/** @returns the template's text with a reference to the base's value at every key that both have */
export function mergeTemplate({ template, base, previous }: MergeParts): string {
  const stored = new Map(base.document.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  const parts: string[] = []
  let done = 0
  for (const { keyPath, valueSpan } of template.leaves) {
    const leaf = stored.get(pathKey(keyPath))
    if (leaf === undefined || isBlank(leaf)) continue
    parts.push(template.text.slice(done, valueSpan[0]), reference(base.mark(keyPath)))
    done = valueSpan[1]
  }
  const merged = typedText(parts.join("") + template.text.slice(done), template)
  return previous === undefined ? merged : withOwnKeys(merged, { template, base, previous })
}

function withOwnKeys(merged: string, { template, base, previous }: Required<MergeParts>): string {
  const fromTemplates = [...template.leaves, ...(previous?.leaves ?? [])]
  const known = new Set(fromTemplates.map(({ keyPath }) => pathKey(keyPath)))
  let text = merged
  for (const leaf of base.document.leaves) {
    const document = known.has(pathKey(leaf.keyPath)) ? undefined : parse(text).document
    if (document === undefined || isBlank(leaf)) continue
    // A key whose section the new template does not have in that form has no place left, and shows as removed.
    text = setValue(document, leaf.keyPath, { source: reference(base.mark(leaf.keyPath)) }) ?? text
  }
  return text
}

function isBlank({ value }: Leaf): boolean {
  return value.kind === "string" && value.value === ""
}

function renames(removed: readonly Leaf[], added: readonly Leaf[]): Drift["renamed"] {
  return removed.flatMap((old) => {
    const matches = added.filter((candidate) => isLikelyRename(old, candidate))
    const match = matches.length === 1 ? matches[0] : undefined
    return match === undefined ? [] : [{ from: [...old.keyPath], to: [...match.keyPath] }]
  })
}

/** The same name in another section, or a name close to it in the same section. */
function isLikelyRename(old: Leaf, candidate: Leaf): boolean {
  if (old.value.kind !== candidate.value.kind) return false
  const from = plain(old.keyPath.at(-1) ?? "")
  const to = plain(candidate.keyPath.at(-1) ?? "")
  if (from === to) return true
  if (!samePath(old.keyPath.slice(0, -1), candidate.keyPath.slice(0, -1))) return false
  const [short, long] = from.length < to.length ? [from, to] : [to, from]
  const isPart = short.length >= 4 && (long.endsWith(short) || long.startsWith(short))
  return isPart || distance(from, to) <= Math.floor(long.length / 4)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "")
}

/** Levenshtein's: how many characters have to be changed, added or taken away. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

// What a new template changes, and the text that a new version starts from: the new template with the old values.
import { pathKey, samePath, typedText } from "./document.ts"
import { insertKey } from "./insert-key.ts"
import { formatKey } from "./key-path.ts"
import { maskText, reference } from "./mask.ts"
import { parse } from "./parse.ts"
import { valueAt } from "./value.ts"
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
  /** The template that the base was made from, if it had one: what it had and the new one has not is let go. */
  readonly previous?: SecretsDocument | undefined
}

/** @returns the template's text with references to the base's values: at equal keys, and at keys that no template had */
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
  return withOwnKeys(merged, base, [...template.leaves, ...(previous?.leaves ?? [])])
}

/** The author's own keys, each in its section; one that the new template has in another form has no place left. */
function withOwnKeys(merged: string, base: Base, fromTemplates: readonly Leaf[]): string {
  const known = new Set(fromTemplates.map(({ keyPath }) => pathKey(keyPath)))
  const own = base.document.leaves.filter(
    (leaf) => !known.has(pathKey(leaf.keyPath)) && !isBlank(leaf),
  )
  let document = parse(merged).document
  for (const group of bySection(own.filter((leaf) => arrayOf(leaf, base) === undefined))) {
    const [first, ...rest] = group.map(({ keyPath }) => ({
      keyPath,
      source: reference(base.mark(keyPath)),
    }))
    if (document === undefined || first === undefined) continue
    // Keys of one section go in together: each change costs a parse of the whole text.
    const more = rest.map(({ keyPath, source }) => `${formatKey(keyPath.at(-1) ?? "")} = ${source}`)
    const text = insertKey(document, first.keyPath, [first.source, ...more].join("\n"))
    document =
      text === undefined ? document : (parse(typedText(text, document)).document ?? document)
  }
  const result = document?.typed ?? merged
  const arrays = document === undefined ? "" : ownArrays(document, base, fromTemplates)
  return arrays === "" || parse(result + arrays).document === undefined ? result : result + arrays
}

/** Arrays of tables of which no template knows anything, as they stand in the masked base. */
function ownArrays(document: SecretsDocument, base: Base, fromTemplates: readonly Leaf[]): string {
  const masked = parse(maskText(base.document, base.mark)).document
  const isKnown = (path: readonly string[]) =>
    valueAt(document.root, path) !== undefined ||
    fromTemplates.some(({ keyPath }) => samePath(keyPath.slice(0, path.length), path))
  const paths = base.document.leaves.flatMap((leaf) => {
    const path = arrayOf(leaf, base)
    return path === undefined || isKnown(path) ? [] : [pathKey(path)]
  })
  const own = new Set(paths)
  const lines = (masked?.statements ?? []).flatMap(({ path, span, kind }) => {
    const isOwn = path.some((_, index) => own.has(pathKey(path.slice(0, index + 1))))
    const source = masked?.text.slice(...span) ?? ""
    return isOwn ? [kind === "key" ? source : `\n${source}`] : []
  })
  return lines.length === 0
    ? ""
    : `${document.typed.endsWith("\n") ? "" : "\n"}${lines.join("\n")}\n`
}

/** @returns the path of the array of tables that the key lies in */
function arrayOf({ keyPath }: Leaf, { document }: Base): readonly string[] | undefined {
  for (let length = 1; length < keyPath.length; length++) {
    const path = keyPath.slice(0, length)
    if (valueAt(document.root, path)?.kind === "array") return path
  }
  return undefined
}

function bySection(leaves: readonly Leaf[]): Leaf[][] {
  const sections = new Map<string, Leaf[]>()
  for (const leaf of leaves) {
    const key = pathKey(leaf.keyPath.slice(0, -1))
    sections.set(key, [...(sections.get(key) ?? []), leaf])
  }
  return [...sections.values()]
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

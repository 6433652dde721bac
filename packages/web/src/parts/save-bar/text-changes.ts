// What a typed text changes of the document it was written over, in keys and in words.
import { formatKeyPath } from "@modkeep/toml/key-path"
import { changedKeys } from "@modkeep/toml/diff"
import { parse } from "@modkeep/toml/parse"

export interface TextChanges {
  readonly added: readonly string[]
  readonly replaced: readonly string[]
  readonly removed: readonly string[]
  readonly words: string
}

export function textChanges(base: string, text: string): TextChanges {
  const none = { added: [], replaced: [], removed: [] }
  if (base === text) return { ...none, words: "No changes" }
  const before = parse(base)
  const after = parse(text)
  if (after.document === undefined) return { ...none, words: "The text cannot be read yet" }
  const keys = changedKeys(before.document, after.document)
  const added = keys.added.map(formatKeyPath)
  const replaced = keys.changed.map(formatKeyPath)
  const removed = keys.removed.map(formatKeyPath)
  const counted = [
    ...count(added.length, "added"),
    ...count(replaced.length, "replaced"),
    ...count(removed.length, "removed"),
  ]
  const total = added.length + replaced.length + removed.length
  const words =
    total === 0
      ? "Only comments, order or quotes changed"
      : `${total} ${total === 1 ? "change" : "changes"}: ${counted.join(", ")}`
  return { added, replaced, removed, words }
}

function count(number: number, word: string): string[] {
  return number === 0 ? [] : [`${number} ${word}`]
}

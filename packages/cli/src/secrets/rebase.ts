// Lays what others changed under one's own edited text, key by key: theirs where only they changed a key, mine where I did.
import type { SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"
import { removeIn, setIn } from "./change-text.ts"

interface Sides {
  /** The text both started from. */
  readonly base: string
  readonly theirs: string
  readonly mine: string
}

export interface Rebased {
  readonly text: string
  /** False when a text could not be read: then `text` is mine, untouched. */
  readonly isWhole: boolean
  /** Keys that both changed, each to something else; mine stand in `text`. */
  readonly both: readonly string[]
}

/** All three texts are masked, so that an unchanged value is an unchanged reference. */
export function rebase({ base, theirs, mine }: Sides): Rebased {
  const [from, other, own] = [base, theirs, mine].map((text) => parse(text).document)
  if (from === undefined || other === undefined || own === undefined)
    return { text: mine, isWhole: false, both: [] }
  const sides = { base: sources(from), theirs: sources(other), mine: sources(own) }
  const both: string[] = []
  let text = mine
  for (const [key, path] of new Map([...sides.base.paths, ...sides.theirs.paths])) {
    const was = sides.base.texts.get(key)
    const is = sides.theirs.texts.get(key)
    const ours = sides.mine.texts.get(key)
    if (was === is || ours === is) continue
    if (ours !== was) both.push(formatKeyPath(path))
    else text = is === undefined ? removeIn(text, path) : setIn(text, path, { source: is })
  }
  return { text, isWhole: true, both }
}

/** Each key's value as it is written, by its path. */
function sources(document: SecretsDocument): {
  paths: Map<string, readonly string[]>
  texts: Map<string, string>
} {
  const paths = new Map<string, readonly string[]>()
  const texts = new Map<string, string>()
  for (const { keyPath, valueSpan } of document.leaves) {
    const key = JSON.stringify(keyPath)
    paths.set(key, keyPath)
    texts.set(key, document.text.slice(...valueSpan))
  }
  return { paths, texts }
}

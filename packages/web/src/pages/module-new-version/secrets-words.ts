// What a new version does to the secrets, counted: kept, changed, added and left out against the latest version, and what is missing.
import { pathKey } from "@modkeep/toml/document"
import { isReference } from "@modkeep/toml/mask"
import { parse } from "@modkeep/toml/parse"

import type { MarkedKey } from "#editor/key-marks.ts"

/** @param start the text that the page began with: a reference for each value of the latest version */
export function secretsWords(marks: readonly MarkedKey[], start: string): string {
  const leaves = parse(start).document?.leaves ?? []
  const stored = new Set(
    leaves.filter(({ value }) => isReference(value)).map(({ keyPath }) => pathKey(keyPath)),
  )
  const present = new Set(
    marks.filter(({ isInText }) => isInText).map(({ keyPath }) => pathKey(keyPath)),
  )
  const written = marks.filter(({ mark }) => mark === "saved")
  const changed = written.filter(({ keyPath }) => stored.has(pathKey(keyPath))).length
  const have = (wanted: MarkedKey["mark"]) => marks.filter(({ mark }) => mark === wanted).length
  const parts = [
    ...part(have("stored"), "kept from the latest version"),
    ...part(changed, "changed"),
    ...part(written.length - changed, stored.size === 0 ? "to be saved" : "added"),
    ...part([...stored].filter((key) => !present.has(key)).length, "left out"),
    ...part(have("install"), "left to each install"),
    ...part(have("needs"), "still without a value"),
  ]
  return parts.length === 0 ? "none" : parts.join(", ")
}

function part(count: number, words: string): string[] {
  return count === 0 ? [] : [`${count} ${words}`]
}

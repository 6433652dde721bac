// Writes a template for a module that has none, from the places where its code reads keys.
import { pathKey } from "./document.ts"
import { formatKey, formatKeyPath } from "./key-path.ts"
import type { KeyRead } from "./key-read.ts"

/** @returns TOML with every key that the code reads, blank, and the places that read it above; empty when there is none */
export function skeleton(reads: readonly KeyRead[]): string {
  const keys = keysOf(reads)
  const sections = new Map<string, { path: readonly string[]; lines: string[] }>()
  const section = (path: readonly string[]) => {
    const found = sections.get(pathKey(path)) ?? { path, lines: [] }
    sections.set(pathKey(path), found)
    return found
  }
  section([])
  for (const { path, reads: places, isSection } of keys) {
    const lines = [`# read at ${places.map(({ file, line }) => `${file}:${line}`).join(", ")}`]
    if (isSection) section(path).lines.unshift(...lines)
    else {
      if (places.every(({ optional }) => optional === true)) lines.push("# @optional")
      section(path.slice(0, -1)).lines.push(...lines, `${formatKey(path.at(-1) ?? "")} = ""`)
    }
  }
  return [...sections.values()]
    .filter(({ path, lines }) => path.length > 0 || lines.length > 0)
    .map(({ path, lines }) => (path.length === 0 ? lines : [`[${formatKeyPath(path)}]`, ...lines]))
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n")
}

interface Key {
  readonly path: readonly string[]
  readonly reads: KeyRead[]
  readonly isSection: boolean
}

function keysOf(reads: readonly KeyRead[]): Key[] {
  const keys = new Map<string, { path: readonly string[]; reads: KeyRead[] }>()
  for (const read of reads) {
    if (read.keyPath.length === 0) continue
    const key = keys.get(pathKey(read.keyPath)) ?? { path: read.keyPath, reads: [] }
    key.reads.push(read)
    keys.set(pathKey(read.keyPath), key)
  }
  // What is read as a whole and also by its keys is a section: `st.secrets.db` beside `st.secrets.db.user`.
  const parents = new Set(
    reads.flatMap(({ keyPath }) =>
      keyPath.slice(1).map((_, index) => pathKey(keyPath.slice(0, index + 1))),
    ),
  )
  return [...keys.values()].map((key) => ({
    ...key,
    isSection: parents.has(pathKey(key.path)) || key.reads.some(({ section }) => section === true),
  }))
}

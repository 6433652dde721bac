// Where a version's code reads a key, as the scan found it: the key itself, or for an environment variable its root key.
import { pathKey } from "@modkeep/toml/document"

import type { OwnedVersion } from "#store/versions.ts"

import { readScan } from "../stored-scan.ts"

interface Place {
  readonly file: string
  readonly line: number
}

export function readersOf(version: OwnedVersion): (path: readonly string[]) => Place[] {
  const byKey = new Map<string, Place[]>()
  for (const { source, keyPath, file, line } of readScan(version).reads) {
    if (source === "query") continue
    const key = pathKey(keyPath)
    byKey.set(key, [...(byKey.get(key) ?? []), { file, line }])
  }
  return (path) => byKey.get(pathKey(path)) ?? []
}

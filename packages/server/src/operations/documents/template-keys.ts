// The keys that a template names and those that only the code reads, with what is known of each.
import type { Template as TemplateAnswer } from "@modkeep/contract/schemas/template"
import { type SecretsDocument, pathKey } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { requiredLeaves } from "@modkeep/toml/required-keys"
import { skeleton } from "@modkeep/toml/skeleton"

type Read = TemplateAnswer["reads"][number]

export function templateKeys(
  document: SecretsDocument | undefined,
  reads: readonly Read[],
): TemplateAnswer["keys"] {
  const readersOf = (path: readonly string[]) =>
    reads
      .filter(({ source, keyPath }) => source !== "query" && pathKey(keyPath) === pathKey(path))
      .map(({ file, line }) => ({ file, line }))
  const required = new Set(
    (document === undefined ? [] : requiredLeaves(document)).map(({ keyPath }) => pathKey(keyPath)),
  )
  const named = (document?.leaves ?? []).map((leaf) => ({
    path: formatKeyPath(leaf.keyPath),
    keyPath: [...leaf.keyPath],
    required: required.has(pathKey(leaf.keyPath)),
    type: leaf.value.kind,
    description: leaf.directives.description ?? null,
    inTemplate: true,
    readBy: readersOf(leaf.keyPath),
  }))
  const known = new Set(named.map(({ keyPath }) => pathKey(keyPath)))
  const onlyRead = new Map<string, readonly string[]>()
  for (const { source, keyPath } of reads) {
    const isKey = (source === "secret" || source === "environment") && keyPath.length > 0
    if (isKey && !known.has(pathKey(keyPath))) onlyRead.set(pathKey(keyPath), keyPath)
  }
  const unnamed = [...onlyRead.values()].map((keyPath) => ({
    path: formatKeyPath(keyPath),
    keyPath: [...keyPath],
    required: false,
    type: null,
    description: null,
    inTemplate: false,
    readBy: readersOf(keyPath),
  }))
  return [...named, ...unnamed]
}

/** A template for a module that has none; null when its code reads nothing. */
export function templateSkeleton(reads: readonly Read[]): string | null {
  const keys = reads.filter(({ source }) => source !== "query")
  const text = skeleton(keys.map((read) => ({ ...read, section: read.source === "connection" })))
  return text === "" ? null : text
}

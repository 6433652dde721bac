// What a version's documents are checked against: its template, the names its code declares, its Streamlit release.
import type { SecretsDocument } from "@modkeep/toml/document"
import { parseKeyPath } from "@modkeep/toml/key-path"
import { parse } from "@modkeep/toml/parse"

import { Fault } from "#base/fault.ts"
import type { OwnedVersion } from "#store/versions.ts"

import { readScan } from "../stored-scan.ts"

export interface VersionRules {
  readonly template: { readonly document: SecretsDocument } | undefined
  readonly declared: readonly (readonly string[])[]
  readonly streamlit: string | undefined
}

export function versionRules(version: OwnedVersion): VersionRules {
  const document = version.templateFound ? parse(version.templateText).document : undefined
  return {
    template: document === undefined ? undefined : { document },
    declared: readScan(version).declared.map((name) => [name]),
    streamlit: version.streamlit ?? undefined,
  }
}

/** Key paths as people and programs give them. @throws Fault request.malformed */
export function readKeyPaths(
  paths: readonly (string | readonly string[])[] | undefined,
): string[][] {
  return (paths ?? []).map(readKeyPath)
}

export function readKeyPath(path: string | readonly string[]): string[] {
  if (typeof path !== "string") return [...path]
  const parsed = parseKeyPath(path)
  if (parsed !== undefined) return parsed
  throw new Fault("request.malformed", {
    public:
      'Cannot read a key path: write it as TOML does, such as db."user name", or as a list of its parts',
  })
}

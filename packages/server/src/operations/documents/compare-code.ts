// The document held against the code: keys it reads and the document lacks, keys nobody reads, sections whose header is missing,
// and places where a value is copied and kept, which a live update does not reach.
import type { Answer } from "@modkeep/contract/answer"
import type { codeComparison } from "@modkeep/contract/schemas/secrets"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { compareReads } from "#domain/compare-reads.ts"

import { readScan } from "../stored-scan.ts"
import type { Subject } from "../subject.ts"
import type { OpenDocument } from "./open-document.ts"

export function compareCode(
  subject: Subject,
  { content }: OpenDocument,
): Answer<typeof codeComparison> {
  const { code, dynamic, imports, staleCopies } = readScan(subject.version)
  const copies = staleCopies.map(({ kind, keyPath, file, line }) => ({
    kind,
    path: formatKeyPath(keyPath),
    file,
    line,
  }))
  // An install's document holds only what it overrides: what else is there is the version's business.
  if (subject.kind === "install")
    return { missing: [], unused: [], missingSections: [], staleCopies: copies }
  const keys = content.reveal().leaves.map(({ keyPath }) => keyPath)
  const { readButMissing, setButNeverRead, missingSection } = compareReads({
    reads: code,
    dynamic,
    keys,
    imports,
  })
  const places = (reads: readonly { file: string; line: number }[]) =>
    reads.map(({ file, line }) => ({ file, line }))
  return {
    missing: readButMissing.map(({ keyPath, source, optional, readBy }) => ({
      path: formatKeyPath(keyPath),
      keyPath,
      source,
      optional,
      readBy: places(readBy),
    })),
    unused: setButNeverRead.map(formatKeyPath),
    missingSections: missingSection.map(({ section, keys: names, readBy }) => ({
      section: formatKeyPath(section),
      keys: [...names],
      readBy: places(readBy),
    })),
    staleCopies: copies,
  }
}

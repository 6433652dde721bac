// A commit's files as the environments room reads them: text by path, links and what is not UTF-8 left out.
import { isUtf8 } from "node:buffer"

import type { SourceFiles } from "#environments/source-files.ts"
import type { CommitFiles } from "#git/commit-files.ts"

/** Lock files of large projects reach some MiB. */
const BYTES_MAX = 8 * 1024 * 1024

export function sourceFiles(files: CommitFiles): SourceFiles {
  return {
    async read(path) {
      if (files.find(path) === undefined) return undefined
      const read = await files.readFile(path, BYTES_MAX)
      return "bytes" in read && isUtf8(read.bytes) ? read.bytes.toString("utf8") : undefined
    },
  }
}

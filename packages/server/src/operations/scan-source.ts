// Scans the code of a fetched commit: the files that the scan wants to see are read, nothing of the module runs.
import { scanCode } from "#scan/scan-code.ts"
import type { Scan } from "#scan/scan.ts"
import { scannedPaths } from "#scan/scanned-paths.ts"
import type { CommitFiles } from "#git/commit-files.ts"

import type { Context } from "./context.ts"

/** More than the scan itself takes of one file, so that it can say that a file is too large. */
const FILE_BYTES_MAX = 2 * 1024 * 1024

interface Request {
  readonly files: CommitFiles
  readonly directory: string
  readonly entrypoint?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export async function scanSource(
  { findPython }: Pick<Context, "findPython">,
  { files, directory, entrypoint, signal }: Request,
): Promise<Scan> {
  const regular = files.entries.filter(({ kind }) => kind === "file" || kind === "executable")
  const paths = scannedPaths(
    regular.map(({ path }) => path),
    directory,
  )
  const reads = await files.readFiles(paths, FILE_BYTES_MAX)
  const sources = [...reads].flatMap(([path, read]) =>
    "bytes" in read ? [{ path, bytes: read.bytes }] : [],
  )
  return await scanCode({
    files: sources,
    directory,
    python: await findPython(),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(signal === undefined ? {} : { signal }),
  })
}

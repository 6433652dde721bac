// Has Python parse the files, in a process of its own that is told only their text.
//
// A file that ends the process (there are such for every Python) costs that file alone: it becomes a problem, and the rest is
// given to a new process.
import { join } from "node:path"
import { invariant } from "#base/invariant.ts"
import { run } from "#base/run.ts"
import { type FileFacts, parseFileFacts } from "./file-facts.ts"
import type { ScanProblem } from "./scan.ts"

export interface SourceFile {
  /** In the repository. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface ParseRequest {
  readonly files: readonly SourceFile[]
  /** Absolute path of a Python ≥ 3.9; the module's own where there is one, because it knows the module's syntax. */
  readonly python: string
  readonly signal?: AbortSignal
}

export interface ParsedFiles {
  readonly facts: readonly FileFacts[]
  readonly problems: readonly ScanProblem[]
}

const script = join(import.meta.dirname, "../../../../python/modkeep_runtime/scan/scan_code.py")
const timeoutMs = 30_000
const outputBytesMax = 64 * 1024 * 1024
const fileBytesMax = 1024 * 1024
const allBytesMax = 20 * 1024 * 1024
// Each costs a start of Python (30 ms); a commit with more such files was made for it.
const crashesMax = 5

export async function parseFiles({ files, python, signal }: ParseRequest): Promise<ParsedFiles> {
  const { taken, problems } = withinLimits(files)
  const facts: FileFacts[] = []
  let waiting = taken
  for (let crashes = 0; waiting.length > 0; crashes++) {
    if (crashes > crashesMax) {
      problems.push(
        ...waiting.map(({ path }) => notRead(path, "files before it could not be read")),
      )
      break
    }
    const input = JSON.stringify({
      files: waiting.map(({ path, bytes }) => ({
        path,
        source: Buffer.from(bytes).toString("base64"),
      })),
    })
    const { stdout } = await run({
      command: python,
      args: ["-I", "-S", "-B", script],
      env: { LC_ALL: "C.UTF-8" },
      input,
      timeoutMs,
      outputBytesMax,
      overflow: "end",
      ...(signal === undefined ? {} : { signal }),
    })
    const lines = stdout.split("\n").slice(0, -1)
    for (const line of lines) {
      const found = parseFileFacts(line)
      invariant(found !== undefined, "the scan answers in its own form")
      if ("problem" in found) problems.push({ file: found.path, ...found.problem })
      else facts.push(found)
    }
    const ended = waiting[lines.length]
    if (ended !== undefined) problems.push(notRead(ended.path, "Python gave up on this file"))
    waiting = waiting.slice(lines.length + 1)
  }
  return { facts, problems }
}

function withinLimits(files: readonly SourceFile[]): {
  taken: SourceFile[]
  problems: ScanProblem[]
} {
  const taken: SourceFile[] = []
  const problems: ScanProblem[] = []
  let bytes = 0
  for (const file of files) {
    const size = file.bytes.length
    if (size > fileBytesMax) problems.push(notRead(file.path, "it is larger than 1 MiB"))
    else if (bytes + size > allBytesMax)
      problems.push(notRead(file.path, "the files before it are 20 MiB"))
    else {
      taken.push(file)
      bytes += size
    }
  }
  return { taken, problems }
}

function notRead(file: string, why: string): ScanProblem {
  return { file, line: 1, message: `not read: ${why}` }
}

// One `uv pip compile`: requirements in, a lock or uv's refusal out. Only wheels are considered, but for names that are exempt.
//
// Reading the metadata of an exempt distribution can run its build script: then the step is foreign and has a cache of its own.
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

import type { Interpreter } from "./interpreter.ts"
import { makeJobFolder, own } from "./job-folder.ts"
import { runStep } from "./run-step.ts"
import { type Workshop, cacheFolder } from "./workshop.ts"

export interface CompileRequest {
  readonly requirements: string
  readonly constraints: string
  readonly interpreter: Interpreter
  /** Another release than the interpreter's own, for a question about wheels. */
  readonly release?: string
  /** The oldest releases instead of the newest. */
  readonly lowest?: boolean
  readonly asOf: string | undefined
  readonly exempt: readonly string[]
  readonly noDependencies: boolean
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly onLine?: (line: string) => void
}

export interface Compiled {
  /** Undefined when uv refused. */
  readonly lock: string | undefined
  readonly stderr: string
}

export async function compileLock(workshop: Workshop, request: CompileRequest): Promise<Compiled> {
  await using job = await makeJobFolder(workshop)
  const input = join(job.path, "requirements.in")
  const constraints = join(job.path, "constraints.txt")
  for (const [path, text] of [
    [input, request.requirements],
    [constraints, request.constraints],
  ] as const) {
    await writeFile(path, text)
    await own(workshop, path)
  }
  const isForeign = request.exempt.length > 0
  const result = await runStep(workshop, {
    trust: isForeign ? "foreign" : "own",
    command: [
      workshop.tools.uv,
      ...compileArguments(request, input, constraints),
      "--cache-dir",
      isForeign ? join(job.path, "cache") : cacheFolder(workshop),
    ],
    cwd: job.path,
    readOnly: [request.interpreter.prefix],
    writable: [job.path],
    network: true,
    timeoutMs: request.timeoutMs,
    signal: request.signal,
    onLine: request.onLine,
  })
  return { lock: result.code === 0 ? result.stdout : undefined, stderr: result.stderr }
}

export function compileArguments(
  request: CompileRequest,
  input: string,
  constraints: string,
): string[] {
  return [
    ...["pip", "compile", input, "--constraints", constraints],
    ...["--generate-hashes", "--no-header", "--no-annotate"],
    ...[
      "--no-config",
      "--no-sources",
      "--no-python-downloads",
      "--color",
      "never",
      "--no-progress",
    ],
    ...["--python", request.interpreter.path],
    ...(request.release === undefined ? [] : ["--python-version", request.release]),
    ...(request.asOf === undefined ? [] : ["--exclude-newer", request.asOf]),
    ...["--only-binary", ":all:", ...request.exempt.flatMap((name) => ["--no-binary", name])],
    ...(request.lowest === true ? ["--resolution", "lowest"] : []),
    ...(request.noDependencies ? ["--no-deps"] : []),
  ]
}

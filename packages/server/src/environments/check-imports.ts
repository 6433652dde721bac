// Tries what the module's code imports, from its entry point through its own files, before anyone opens its page.
//
// An import counts when it runs at import time and outside a `try`. The module's own files are followed, never run.
import { posix } from "node:path"

import { Fault } from "#base/fault.ts"

import type { BuildChoices } from "./build-choices.ts"
import type { Environment } from "./environment.ts"
import { explainImport } from "./explain-import.ts"
import { findOwnFiles } from "./find-own-files.ts"
import type { ScannedImport } from "./import-scan.ts"
import { type OnProgress, teller } from "./progress.ts"
import { type ImportOutcome, tryImports } from "./try-imports.ts"
import type { Workshop } from "./workshop.ts"

export interface ImportCheckRequest {
  readonly environment: Environment
  /** The exported working copy of the commit. */
  readonly tree: string
  /** The module's root directory in the repository, "" for the top. */
  readonly directory: string
  readonly entrypoint: string
  readonly imports: readonly ScannedImport[]
  readonly choices: BuildChoices
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ImportProblem {
  readonly module: string
  readonly file: string
  readonly line: number
  readonly message: string
  readonly mends: readonly string[]
}

/** @returns what failed, when the author deploys it anyway. @throws Fault environment.import */
export async function checkImports(
  workshop: Workshop,
  request: ImportCheckRequest,
): Promise<ImportProblem[]> {
  const tell = teller(request.onProgress, workshop.clock)
  const wanted = await outsideImports(request)
  if (wanted.length === 0) return []
  if (workshop.tools.bubblewrap === undefined && request.choices.sourceBuilds !== "unsandboxed") {
    tell(
      "check",
      `the module's imports were not tried: ${workshop.tools.sandboxProblem ?? "no sandbox"}`,
      "warning",
    )
    return []
  }
  const modules = [...new Set(wanted.map((one) => one.module))]
  tell("check", `importing ${modules.join(", ")}`)
  const { outcomes, stderr } = await tryImports(workshop, {
    python: request.environment.python,
    readOnly: [request.environment.path, request.environment.pythonPrefix],
    modules,
    timeoutMs: workshop.limits.importCheckTimeoutMs,
    signal: request.signal,
  })
  const problems = outcomes.flatMap((outcome) => problemsOf(outcome, wanted))
  const crashed = outcomes.some(({ state }) => state === "crashed")
  for (const { message } of problems)
    tell("check", message, request.choices.importCheck === "warn" ? "warning" : "error")
  if (problems.length > 0 && request.choices.importCheck !== "warn")
    throw failed(problems, { stderr, crashed })
  return problems
}

/** An import ended the interpreter itself, which another Python may not do. */
export function isCrash(thrown: unknown): boolean {
  return (
    thrown instanceof Fault &&
    thrown.code === "environment.import" &&
    thrown.detail["crashed"] === true
  )
}

function problemsOf(outcome: ImportOutcome, wanted: readonly WantedImport[]): ImportProblem[] {
  if (outcome.state === "done") return []
  const isMissing = outcome.missing !== "" && `${outcome.module}.`.startsWith(`${outcome.missing}.`)
  const { sentence, mends } = explainImport(outcome)
  return wanted
    .filter((one) => one.module === outcome.module && !(one.isFolder && isMissing))
    .slice(0, 1)
    .map(({ module, file, line }) => ({
      module,
      file,
      line,
      mends,
      message: `${file}, line ${line}: ${sentence}`,
    }))
}

function failed(
  problems: readonly ImportProblem[],
  how: { stderr: string; crashed: boolean },
): Fault {
  const [first] = problems
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ""
  return new Fault("environment.import", {
    public: `The module's imports do not work: ${first?.message ?? ""}${rest}. Mend: ${first?.mends[0] ?? "add the package"}`,
    detail: { stderr: how.stderr.slice(-8_000), crashed: how.crashed },
    problem: { imports: problems, mends: [...new Set(problems.flatMap((one) => one.mends))] },
  })
}

interface WantedImport extends ScannedImport {
  /** A folder of the repository has the name too: Python would find it when no package does. */
  readonly isFolder: boolean
}

// Breadth first from the entry point: what is a file of the repository is followed, the rest is to be tried.
async function outsideImports(request: ImportCheckRequest): Promise<WantedImport[]> {
  const counted = request.imports.filter((one) => one.topLevel && !one.inTry)
  const queue = [posix.normalize(request.entrypoint)]
  const outside: WantedImport[] = []
  for (const file of queue) {
    for (const one of counted.filter((other) => posix.normalize(other.file) === file)) {
      const { kind, files } = await findOwnFiles(request, file, one.module)
      if (kind !== "code") outside.push({ ...one, isFolder: kind === "folder" })
      queue.push(...files.filter((path) => !queue.includes(path)))
    }
  }
  return outside
}

// Imports modules by name in an environment, in the sandbox without network, and says how each went. The module's own code never
// runs here: it would ask for its secrets, which no build holds.
import { copyFile } from "node:fs/promises"
import { join } from "node:path"

import { makeJobFolder, own } from "./job-folder.ts"
import { runStep } from "./run-step.ts"
import type { Workshop } from "./workshop.ts"

export interface ImportOutcome {
  readonly module: string
  readonly state: "done" | "failed" | "crashed"
  /** The exception's class. */
  readonly kind: string
  /** The name that a ModuleNotFoundError names. */
  readonly missing: string
  readonly message: string
}

export interface TryRequest {
  readonly python: string
  /** Folders that must be visible: the environment, its interpreter. */
  readonly readOnly: readonly string[]
  readonly modules: readonly string[]
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

const script = join(import.meta.dirname, "check_imports.py")

export async function tryImports(
  workshop: Workshop,
  request: TryRequest,
): Promise<{ outcomes: ImportOutcome[]; stderr: string }> {
  await using job = await makeJobFolder(workshop)
  const copy = join(job.path, "check_imports.py")
  await copyFile(script, copy)
  await own(workshop, copy)
  const result = await runStep(workshop, {
    trust: "foreign",
    command: [request.python, "-I", copy],
    cwd: job.path,
    // One thread: on a build machine two numeric libraries at once would only wait for each other.
    env: { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MPLCONFIGDIR: "/tmp" },
    readOnly: [...request.readOnly],
    writable: [job.path],
    network: false,
    timeoutMs: request.timeoutMs,
    input: JSON.stringify(request.modules),
    signal: request.signal,
  })
  const lines = result.stdout.split("\n").flatMap(readLine)
  const outcomes = request.modules.map((module) => {
    const last = lines.findLast((line) => line["module"] === module)
    const text = (key: string): string => last?.[key] ?? ""
    const state = text("state") === "done" || text("state") === "failed" ? text("state") : "crashed"
    return {
      module,
      state: state === "done" ? "done" : state === "failed" ? "failed" : "crashed",
      kind: text("kind"),
      missing: text("missing"),
      message:
        text("message") ||
        (state === "crashed" ? `the interpreter ended (${result.signal ?? result.code})` : ""),
    } satisfies ImportOutcome
  })
  return { outcomes, stderr: result.stderr }
}

function readLine(line: string): Record<string, string>[] {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== "object" || value === null) return []
    return [Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]))]
  } catch {
    return []
  }
}

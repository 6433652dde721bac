// The distributions of a `uv.lock` as requirements with hashes; the lock decides, nothing is resolved and nothing is built.
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

import { Fault } from "#base/fault.ts"

import type { Interpreter } from "./interpreter.ts"
import { makeJobFolder, own } from "./job-folder.ts"
import { lockLines, writeLock } from "./lock.ts"
import { parseRequirement } from "./requirement.ts"
import { runStep } from "./run-step.ts"
import { type Workshop, cacheFolder } from "./workshop.ts"

export async function exportProject(
  workshop: Workshop,
  project: { readonly pyproject: string; readonly lock: string },
  interpreter: Interpreter,
  signal: AbortSignal | undefined,
): Promise<string> {
  await using job = await makeJobFolder(workshop)
  for (const [name, text] of [
    ["pyproject.toml", project.pyproject],
    ["uv.lock", project.lock],
  ] as const) {
    await writeFile(join(job.path, name), text)
    await own(workshop, join(job.path, name))
  }
  const result = await runStep(workshop, {
    trust: "own",
    command: [
      ...[
        workshop.tools.uv,
        "export",
        "--frozen",
        "--no-dev",
        "--no-emit-project",
        "--no-emit-workspace",
      ],
      ...[
        "--no-header",
        "--no-annotate",
        "--no-config",
        "--color",
        "never",
        "--no-python-downloads",
      ],
      ...["--python", interpreter.path, "--cache-dir", cacheFolder(workshop)],
    ],
    cwd: job.path,
    readOnly: [interpreter.prefix],
    writable: [],
    network: false,
    timeoutMs: 60_000,
    signal,
  })
  const lines = lockLines(result.stdout)
  const requirements = lines.flatMap((line) => parseRequirement(line) ?? [])
  if (result.code === 0 && requirements.length === lines.length) return writeLock(requirements)
  const reason =
    result.code === 0 ? "a package of it does not come from the package index" : "uv cannot read it"
  throw new Fault("environment.dependencies", {
    public: `Cannot use uv.lock: ${reason}. Mend: lock published packages only, with "uv lock"`,
    detail: { uv: result.stderr.slice(0, 4_000) },
    problem: { mends: ['lock published packages only, with "uv lock"'] },
  })
}

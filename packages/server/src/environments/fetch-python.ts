// Fetches a Python that the machine lacks with uv, where that is allowed; it then belongs to this server's own interpreters.
//
// The host that uv fetches from is not the package index and often cannot be reached: that is an answer, not an error.
import { mkdir } from "node:fs/promises"

import { findInterpreters } from "./find-interpreters.ts"
import type { Interpreter } from "./interpreter.ts"
import { own } from "./job-folder.ts"
import type { Tell } from "./progress.ts"
import { runStep } from "./run-step.ts"
import { type Workshop, pythonsFolder } from "./workshop.ts"

export type Fetched = { readonly interpreter: Interpreter } | { readonly problem: string }

const timeoutMs = 180_000

/** @param version `3.10` or `3.10.13`. */
export async function fetchPython(
  workshop: Workshop,
  version: string,
  {
    tell,
    request,
  }: { readonly tell: Tell; readonly request: { readonly signal?: AbortSignal | undefined } },
): Promise<Fetched> {
  if (!workshop.downloadsPythons) return { problem: "downloads of Pythons are switched off" }
  if (!/^3\.\d{1,2}(?:\.\d{1,2})?$/u.test(version))
    return { problem: "none of that name can be downloaded" }
  tell("python", `Python ${version} is not on this machine: trying to download it`)
  const folder = pythonsFolder(workshop.folder)
  await mkdir(folder, { recursive: true })
  await own(workshop, folder)
  const result = await runStep(workshop, {
    trust: "own",
    command: [
      ...[workshop.tools.uv, "python", "install", version, "--install-dir", folder, "--no-bin"],
      ...["--no-config", "--color", "never", "--no-progress", "--no-cache"],
    ],
    cwd: workshop.folder,
    env: { UV_HTTP_RETRIES: "1" },
    readOnly: [],
    writable: [],
    network: true,
    timeoutMs,
    signal: request.signal,
  })
  const found = await findInterpreters({
    path: "",
    home: undefined,
    pyenvRoot: undefined,
    managed: folder,
  })
  const interpreter = found.find((one) => one.version === version || one.release === version)
  if (result.code === 0 && interpreter !== undefined) {
    workshop.interpreters.push(interpreter)
    return { interpreter }
  }
  for (const line of result.stderr.split("\n")) tell("python", line, "warning")
  return { problem: `Python ${version} could not be downloaded either` }
}

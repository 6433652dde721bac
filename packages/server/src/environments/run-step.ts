// Runs one command of a build: in the sandbox when there is one, with the listed variables only, until it ends or is ended.
//
// Two kinds of trust. `own` runs uv on wheels and metadata: it executes nothing of any package and may write the shared cache.
// `foreign` runs code of packages (source builds, imports): it sees its own folder only, never the cache or another environment.
// What a step prints on stderr comes back without the credentials of the index and the proxies.
import { Fault } from "#base/fault.ts"
import { credentialsIn, maskCredentials } from "#base/mask-credentials.ts"
import { run, type RunResult } from "#base/run.ts"

import { sandboxCommand } from "./sandbox.ts"
import type { Workshop } from "./workshop.ts"

export interface Step {
  readonly trust: "own" | "foreign"
  readonly command: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Seen beside `cwd`, such as an interpreter's prefix. */
  readonly readOnly: readonly string[]
  readonly writable: readonly string[]
  readonly network: boolean
  readonly timeoutMs: number
  readonly input?: string
  readonly signal?: AbortSignal | undefined
  readonly onLine?: ((line: string) => void) | undefined
}

// Threads count too: uv uses dozens, a compiler run in parallel as many; per build user, over all builds.
const processesMax = 2_000
const outputBytesMax = 4 * 1024 * 1024

/** @throws Fault environment.too_slow */
export async function runStep(workshop: Workshop, step: Step): Promise<RunResult> {
  const env = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: "/tmp",
    LANG: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    ...(step.network ? workshop.network : {}),
    ...step.env,
  }
  const certificates = Object.entries(workshop.network).flatMap(([name, value]) =>
    /CERT|BUNDLE|CAINFO|CONFIG_FILE/u.test(name) && value.startsWith("/") ? [value] : [],
  )
  const bubblewrap = workshop.tools.bubblewrap
  const [plain = "", ...plainArgs] = step.command
  const { command, args } =
    bubblewrap === undefined
      ? { command: plain, args: plainArgs }
      : sandboxCommand(
          bubblewrap,
          {
            readOnly: [workshop.tools.uv, ...(step.network ? certificates : []), ...step.readOnly],
            writable: [...(step.trust === "own" ? [workshop.folder] : []), ...step.writable],
            network: step.network,
            cwd: step.cwd,
            command: step.command,
            fileBytesMax: workshop.limits.sizeBytesMax,
            processesMax,
          },
          workshop.user,
        )
  // A build script sees the address of the index, which may hold a password, and what it prints is shown.
  const known = credentialsIn(Object.values(workshop.network))
  const { onLine } = step
  const result = await run({
    command,
    args,
    cwd: step.cwd,
    env,
    timeoutMs: step.timeoutMs,
    outputBytesMax,
    ...(step.input === undefined ? {} : { input: step.input }),
    ...(step.signal === undefined ? {} : { signal: step.signal }),
    ...(onLine === undefined
      ? {}
      : { onStderr: (line: string) => onLine(maskCredentials(line, known)) }),
  })
  if (result.timedOut) {
    throw new Fault("environment.too_slow", {
      public: `The build was ended after ${Math.round(step.timeoutMs / 1000)} seconds. Mend: try again, or depend on fewer or smaller packages`,
    })
  }
  return { ...result, stderr: maskCredentials(result.stderr, known) }
}

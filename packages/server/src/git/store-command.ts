// Runs Git on a store of ours, on this machine alone: no protocol is allowed, and stores name no remote, so what is missing
// is reported as missing and never fetched behind our back.
import { run, type RunResult } from "#base/run.ts"
import { Fault } from "#base/fault.ts"
import { gitEnvironment } from "./git-environment.ts"
import type { GitSettings } from "./git-settings.ts"

export interface StoreCommand {
  readonly store: string
  readonly args: readonly string[]
  readonly input?: string
  readonly outputBytesMax: number
  readonly signal?: AbortSignal
}

/** @throws `git.failed` on any failure, `git.too_large` beyond the output cap, `git.too_slow`. */
export async function storeCommand(
  settings: GitSettings,
  { store, args, input, outputBytesMax, signal }: StoreCommand,
): Promise<RunResult<Buffer>> {
  const result = await run({
    command: "git",
    args: ["--git-dir", store, ...args],
    env: gitEnvironment({
      searchPath: settings.searchPath,
      home: "/nonexistent",
      configFile: "/dev/null",
      protocol: "none",
    }),
    timeoutMs: settings.limits.timeoutMs,
    outputBytesMax,
    overflow: "end",
    output: "bytes",
    ...(input === undefined ? {} : { input }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (result.truncated) {
    throw new Fault("git.too_large", {
      public: "The commit holds more than can be deployed. Leave out what the module does not need",
    })
  }
  if (result.timedOut) {
    throw new Fault("git.too_slow", { public: "Reading the commit took too long. Try again later" })
  }
  if (result.code !== 0) {
    throw new Fault("git.failed", {
      public: "A fetched commit cannot be read. Try again; if it stays, tell the operator",
      detail: { args, exit: result.code, stderr: result.stderr.slice(0, 2_000) },
    })
  }
  return result
}

// How much disk some folders take, in bytes of blocks, each file counted once. Folders that are gone count nothing.
import { run } from "#base/run.ts"

const timeoutMs = 30_000

/** @returns undefined when it could not be measured in time. */
export async function diskUsage(paths: readonly string[]): Promise<number | undefined> {
  // -x: what is mounted inside is not theirs. `du` looks at links, never through them.
  const args = ["-sxc", "-B1", "--", ...paths]
  const env = { PATH: "/usr/bin:/bin", LC_ALL: "C" }
  const result = await run({ command: "du", args, env, timeoutMs, outputBytesMax: 64_000 })
  // A file that vanished while it was counted makes the status 1; the sum still stands.
  const total = /^(\d+)\ttotal$/m.exec(result.stdout)?.[1]
  return total === undefined || result.timedOut ? undefined : Number(total)
}

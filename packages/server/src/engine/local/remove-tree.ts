// Removes a folder that a module could write to. Follows no link, even if one is put in place of a folder meanwhile.
//
// GNU rm walks by open folders (openat, O_NOFOLLOW). Node's own `rm` walks by paths: a module that swaps a folder for a link
// between two steps would have us delete elsewhere, as root.
import { run } from "#base/run.ts"

const timeoutMs = 120_000

export async function removeTree(path: string): Promise<void> {
  const args = ["-rf", "--one-file-system", "--", path]
  const env = { PATH: "/usr/bin:/bin", LC_ALL: "C" }
  const { code, stderr } = await run({ command: "rm", args, env, timeoutMs, outputBytesMax: 4_000 })
  if (code !== 0) throw new Error(`Cannot remove ${path}: ${stderr.trim().slice(0, 300)}`)
}

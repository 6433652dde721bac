// Ends a fetch that brings more than is allowed. Git has no such limit of its own for fetches, so the packs are watched as
// they grow.
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { Fault } from "#base/fault.ts"

// At 1 GB/s, more than disks take, a fetch overshoots by 100 MB.
const intervalMs = 100

/** Runs the work with a signal that aborts with `git.too_large` once the store has grown by more than `bytesMax`. */
export async function watchStore<T>(
  store: string,
  bytesMax: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const before = await packBytes(store)
  const check = async (): Promise<void> => {
    if ((await packBytes(store)) - before > bytesMax) controller.abort(tooLarge(bytesMax))
  }
  const timer = setInterval(() => void check(), intervalMs)
  try {
    const result = await work(controller.signal)
    if ((await packBytes(store)) - before > bytesMax) throw tooLarge(bytesMax)
    return result
  } finally {
    clearInterval(timer)
  }
}

function tooLarge(bytesMax: number): Fault {
  return new Fault("git.too_large", {
    public: `The repository sends more than ${Math.floor(bytesMax / 1024 / 1024)} MB for this commit. Leave large files out of it, or load them when the module runs`,
  })
}

async function packBytes(store: string): Promise<number> {
  const folder = join(store, "objects", "pack")
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (facts) => facts.size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

// The running processes of an install as the machine knows them, the youngest last. Executed or forked, each lives in a cell that
// shows it the install's own folders; the first process of a cell is older than what runs in it.
import { readdir, readFile } from "node:fs/promises"

export async function processesOf(install: string): Promise<number[]> {
  const pids: number[] = []
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue
    const mounts = await readFile(`/proc/${name}/mountinfo`, "utf8").catch(() => "")
    if (mounts.includes(`/${install}/`)) pids.push(Number(name))
  }
  return pids.sort((one, other) => one - other)
}

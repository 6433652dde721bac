// Lets a keeper go on that somebody has stopped (SIGSTOP): it holds every module, and nobody else looks after it.
import { readFile } from "node:fs/promises"
import { join } from "node:path"

/**
 * `data` is the keeper's own folder; the id of its process stands in the lock it holds. False when it does not stand still: then
 * it is busy, or not there.
 */
export async function wakeKeeper(data: string): Promise<boolean> {
  const pid = Number(await readFile(join(data, "keeper.lock"), "utf8").catch(() => ""))
  if (!Number.isInteger(pid) || pid <= 1) return false
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
  // The command's name stands in brackets and may hold anything. "t" would be a debugger's: that is left alone.
  if (stat.slice(stat.lastIndexOf(")") + 2, -1)[0] !== "T") return false
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
  // A number can be another's after the keeper's end.
  if (!line.includes(data)) return false
  process.kill(pid, "SIGCONT")
  return true
}

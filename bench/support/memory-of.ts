// The memory a process has to itself, in KiB, by the kernel's own sum (proportional set size).
import { readFile } from "node:fs/promises"

export async function memoryOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8")
  return Number(/^Pss:\s+(\d+) kB$/mu.exec(rollup)?.[1])
}

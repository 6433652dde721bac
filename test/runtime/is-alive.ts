// Whether a process runs or may run again: one that has ended and was not waited for does neither.
import { readFileSync } from "node:fs"

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/mu.test(readFileSync(`/proc/${pid}/status`, "utf8"))
  } catch {
    return false
  }
}

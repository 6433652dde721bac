// The processor time a process has used, in microseconds, by the kernel's own account: what others do on the machine is not in it.
import { readFile } from "node:fs/promises"

/** USER_HZ, which Linux holds at 100 towards programs. */
const TICK_US = 10_000

export async function processorTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8")
  // The name in parentheses may hold spaces; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) * TICK_US
}

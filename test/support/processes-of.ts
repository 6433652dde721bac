// The running processes of an install as the machine knows them, the youngest last. Their command line names the install.
import { readdir, readFile } from "node:fs/promises"

export async function processesOf(install: string): Promise<number[]> {
  const pids: number[] = []
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")
    if (line.includes("launcher_main.py") && line.split("\0").includes(install))
      pids.push(Number(name))
  }
  return pids.sort((one, other) => one - other)
}

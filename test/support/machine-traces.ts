// What a server leaves on the machine: processes that name its folder anywhere, and mounts.
import { readdir, readFile } from "node:fs/promises"

/** Ids of the living processes whose arguments or environment name the folder. */
export async function processesNaming(folder: string): Promise<number[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name) => {
      const [line, block, status] = await Promise.all(
        ["cmdline", "environ", "status"].map((part) =>
          readFile(`/proc/${name}/${part}`, "latin1").catch(() => ""),
        ),
      )
      const isOver = /^State:\s+[ZX]/m.test(status ?? "")
      const isOurs = Number(name) === process.pid
      return !isOver && !isOurs && `${line}\0${block}`.includes(folder) ? [Number(name)] : []
    }),
  )
  return found.flat()
}

/** One line for each mount of this process's own view. */
export async function mounts(): Promise<string[]> {
  const text = await readFile("/proc/self/mountinfo", "utf8")
  return text.split("\n").filter((line) => line !== "")
}

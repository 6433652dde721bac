// What the machine has of memory, and what is left: as the kernel estimates it, or as the groups we run in allow, if that is less.
//
// MemAvailable counts what the kernel could give without swapping. In a container that number is the machine's, not ours: then
// the group's limit counts, of which file pages that were not used lately are free as well.
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"

export interface MachineMemory {
  readonly totalBytes: number
  readonly availableBytes: number
  /** Share of the last ten seconds in which nothing could run for want of memory; undefined where the kernel does not tell. */
  readonly stalledShare: number | undefined
}

/** `root` is where `proc` and `sys` lie. @throws when the kernel does not say how much memory there is */
export async function machineMemory(root = "/"): Promise<MachineMemory> {
  const machine = await ofMachine(root)
  const groups = await ofGroups(root)
  return groups
    .filter(({ totalBytes }) => totalBytes < machine.totalBytes)
    .reduce(
      (least, group) => ({
        totalBytes: Math.min(least.totalBytes, group.totalBytes),
        availableBytes: Math.min(least.availableBytes, group.availableBytes),
        stalledShare: group.stalledShare ?? least.stalledShare,
      }),
      machine,
    )
}

async function ofMachine(root: string): Promise<MachineMemory> {
  const text = await readFile(join(root, "proc/meminfo"), "utf8")
  const kibibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1])
  const [total, available] = [kibibytes("MemTotal"), kibibytes("MemAvailable")]
  if (Number.isNaN(total + available)) throw new Error("/proc/meminfo cannot be read")
  return {
    totalBytes: total * 1024,
    availableBytes: available * 1024,
    stalledShare: await stalled(join(root, "proc/pressure/memory")),
  }
}

/** The control groups of this process that limit memory, the innermost first; version 2, else version 1. */
async function ofGroups(root: string): Promise<MachineMemory[]> {
  const groups = (await text(join(root, "proc/self/cgroup"))) ?? ""
  const unified = /^0::(\/.*)$/m.exec(groups)?.[1]
  const memory = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m.exec(groups)?.[1]
  const names =
    memory === undefined
      ? { limit: "memory.max", used: "memory.current", inactive: "inactive_file" }
      : {
          limit: "memory.limit_in_bytes",
          used: "memory.usage_in_bytes",
          inactive: "total_inactive_file",
        }
  const base = join(root, "sys/fs/cgroup", memory === undefined ? "" : "memory")
  const found = []
  for (const path of upwards(memory ?? unified ?? "/")) {
    const group = await ofGroup(join(base, path), names)
    if (group !== undefined) found.push(group)
  }
  return found
}

async function ofGroup(
  folder: string,
  names: { readonly limit: string; readonly used: string; readonly inactive: string },
): Promise<MachineMemory | undefined> {
  const limit = Number(await text(join(folder, names.limit)))
  const used = Number(await text(join(folder, names.used)))
  // "max": no limit. A folder that cannot be seen from inside a container has none to read.
  if (Number.isNaN(limit + used) || limit === 0) return undefined
  const stat = (await text(join(folder, "memory.stat"))) ?? ""
  const inactive = Number(new RegExp(`^${names.inactive} (\\d+)$`, "m").exec(stat)?.[1] ?? 0)
  return {
    totalBytes: limit,
    availableBytes: Math.max(0, limit - Math.max(0, used - inactive)),
    stalledShare: await stalled(join(folder, "memory.pressure")),
  }
}

function upwards(path: string): string[] {
  return path === "/" ? ["/"] : [path, ...upwards(dirname(path))]
}

async function stalled(path: string): Promise<number | undefined> {
  const percent = /^full avg10=(\d+\.\d+)/m.exec((await text(path)) ?? "")?.[1]
  return percent === undefined ? undefined : Number(percent) / 100
}

async function text(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(() => undefined)
}

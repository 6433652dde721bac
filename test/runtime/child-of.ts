// A program of the keeper's own, found by its name.
import { readdirSync, readFileSync } from "node:fs"

export function childOf(parent: number, program: string): number {
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/u.test(each))) {
    try {
      const isChild = readFileSync(`/proc/${name}/status`, "utf8").includes(`\nPPid:\t${parent}\n`)
      if (isChild && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(program))
        return Number(name)
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`No ${program} below ${parent}`)
}

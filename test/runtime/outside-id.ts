// The machine's number of a process that a module knows by the number it has inside its cell.
import { readdirSync, readFileSync, readlinkSync } from "node:fs"

/** `sibling`: any process of the same cell, by its number on the machine. @throws when there is no such process */
export function outsideId(sibling: number, inside: number): number {
  const cell = readlinkSync(`/proc/${sibling}/ns/pid`)
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/u.test(each))) {
    try {
      if (readlinkSync(`/proc/${name}/ns/pid`) !== cell) continue
      const numbers = /^NSpid:\s+(.*)$/mu.exec(readFileSync(`/proc/${name}/status`, "utf8"))
      if (Number(numbers?.[1]?.split(/\s+/u).at(-1)) === inside) return Number(name)
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`No process ${inside} in the cell of ${sibling}`)
}

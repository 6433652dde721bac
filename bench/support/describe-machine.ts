// What a figure depends on: processor, memory, kernel, load before the measurement, and the versions in play.
import { execFileSync } from "node:child_process"
import { cpus, loadavg, release, totalmem } from "node:os"

export function describeMachine(): string {
  const processors = cpus()
  const gib = (totalmem() / 2 ** 30).toFixed(1)
  const load = loadavg()[0]?.toFixed(1)
  return [
    `${processors.length} × ${processors[0]?.model ?? "unknown processor"}, ${gib} GiB, Linux ${release()}`,
    `load ${load} before`,
    `Node ${process.version}, Modkeep ${commit()}`,
  ].join("; ")
}

function commit(): string {
  try {
    const git = (args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim()
    const isDirty = git(["status", "--porcelain", "--untracked-files=no"]) !== ""
    return `${git(["rev-parse", "--short=10", "HEAD"])}${isDirty ? " with changes" : ""}`
  } catch {
    return "outside a Git clone"
  }
}

// The command line from its start to its end: `modkeep --version` and `modkeep secrets check`, beside an empty Node script (the
// floor) and beside what other secrets tools take to check a file of the same five keys.
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"

import type { BenchOptions, BenchResult } from "./bench.ts"
import { installedPackage } from "./support/installed-package.ts"
import { median } from "./support/percentile.ts"

const run = promisify(execFile)
const root = join(import.meta.dirname, "..")
const opponents = [
  { name: "@dotenvx/dotenvx", version: "2.38.2", program: "dotenvx", args: ["get", "-f", ".env"] },
  { name: "varlock", version: "1.20.0", program: "varlock", args: ["load"] },
] as const
const startsPerRound = 3

interface Program {
  readonly label: string
  readonly path: string
  readonly args: readonly string[]
}

export async function cliStart({ pairs }: BenchOptions): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "modkeep-bench-"))
  try {
    await writeFiles(folder)
    const notes: string[] = []
    const programs = [...ownPrograms(), ...(await theirs(notes))]
    const times = new Map<Program, number[]>(programs.map((program) => [program, []]))
    for (const program of programs) await start(program, folder)
    for (let round = 0; round < pairs * startsPerRound; round++) {
      for (const program of programs) times.get(program)?.push(await start(program, folder))
    }
    const floors = times.get(programs[0] ?? never()) ?? []
    const rows = programs.map((program) => {
      const own = times.get(program) ?? []
      // A round's start beside the same round's floor: load that comes and goes meets both.
      const ratio = median(own.map((ms, index) => ms / (floors[index] ?? Number.NaN)))
      return [program.label, median(own).toFixed(0), `${ratio.toFixed(2)} ×`]
    })
    notes.push(`Medians of ${pairs * startsPerRound} starts, one of each after the other.`)
    return { columns: ["Program", "ms", "÷ empty script"], rows, notes }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function ownPrograms(): Program[] {
  const modkeep = join(root, "modkeep")
  return [
    { label: "empty Node script", path: process.execPath, args: ["empty.mjs"] },
    { label: "`./modkeep --version`", path: modkeep, args: ["--version"] },
    {
      label: "`./modkeep secrets check`",
      path: modkeep,
      args: ["secrets", "check", "secrets.toml"],
    },
  ]
}

async function theirs(notes: string[]): Promise<Program[]> {
  const found: Program[] = []
  for (const { name, version, program, args } of opponents) {
    try {
      const path = await installedPackage(name, version, program)
      found.push({ label: `\`${program} ${args.join(" ")}\` ${version}`, path, args })
    } catch (error) {
      notes.push(`${name} ${version} could not be had: ${firstLine(error)}`)
    }
  }
  return found
}

async function writeFiles(folder: string): Promise<void> {
  const keys = ["API_KEY", "USER_NAME", "ENDPOINT", "REGION", "BUCKET"]
  const plain = keys.map((key) => `${key}=value-of-${key}\n`).join("")
  await writeFile(join(folder, "empty.mjs"), "")
  await writeFile(join(folder, ".env"), plain)
  await writeFile(join(folder, ".env.schema"), plain)
  await writeFile(
    join(folder, "secrets.toml"),
    keys.map((key) => `${key} = "value-of-${key}"\n`).join(""),
  )
}

async function start({ path, args }: Program, cwd: string): Promise<number> {
  const begun = performance.now()
  // The same Node for everybody: programs from the registry take the first one on the PATH.
  const PATH = `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`
  await run(path, [...args], { cwd, env: { ...process.env, PATH } })
  return performance.now() - begun
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? ""
}

function never(): never {
  throw new Error("There is no program to measure")
}

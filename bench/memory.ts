// Memory of fifty pages that are awake and have been looked at once: everything that Modkeep runs for them (modules, their cells,
// keeper, helpers, the pre-forked interpreter), and fifty bare `streamlit run` of the same script in the same environment.
//
// Proportional set size: a page shared by several processes counts in parts. Server and gateway are not counted, nor is a proxy
// that fifty bare ones would need.
import { readdirSync, readFileSync } from "node:fs"

import { startServer, type ModkeepServer } from "../test/support/modkeep-server.ts"
import { type StreamlitRelease, streamlitReleases } from "../test/support/streamlit-environments.ts"
import type { BenchResult } from "./bench.ts"
import { type BareStreamlit, bareStreamlit, builtPython } from "./support/bare-streamlit.ts"
import { type DeployedModule, deployModule } from "./support/deployed-module.ts"
import { modules, moduleNames, type ModuleName } from "./support/modules.ts"

const pages = 50
const settleMs = 12_000

export async function memory(): Promise<BenchResult> {
  const rows: string[][] = []
  for (const release of streamlitReleases) {
    for (const name of moduleNames) rows.push(await measure(release, name))
  }
  return {
    columns: ["Streamlit", "module", "own, MiB", "a page", "bare, MiB", "a page", "own ÷ bare"],
    rows,
    notes: [
      `${pages} pages of one environment, each visited once, the visitors gone. Own: the sum of the proportional set sizes of the keeper and of all its descendants.`,
    ],
  }
}

async function measure(release: StreamlitRelease, name: ModuleName): Promise<string[]> {
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
  try {
    const own = await ownBytes(server, release, name)
    const bare = await bareBytes(builtPython(server.data, release), release, name)
    const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0)
    const each = (bytes: number) => (bytes / 2 ** 20 / pages).toFixed(1)
    return [release, name, mib(own), each(own), mib(bare), each(bare), (own / bare).toFixed(2)]
  } finally {
    await server.dispose()
  }
}

async function ownBytes(server: ModkeepServer, release: StreamlitRelease, name: ModuleName) {
  const options = { value: "first", script: modules[name], name }
  const first = await deployModule(server, release, options)
  await look(first)
  // The first run's imports are done by the pre-forked interpreter then; the first page starts anew from it.
  await settle()
  await first.sleep()
  await look(first)
  for (let page = 1; page < pages; page++) await look(await first.again())
  await settle()
  return sum(descendants(keeperOf(server)))
}

async function look(module: DeployedModule): Promise<void> {
  const session = await module.visit()
  await session.run()
  await session.close()
}

async function bareBytes(python: string, release: StreamlitRelease, name: ModuleName) {
  const all: BareStreamlit[] = []
  try {
    for (let page = 0; page < pages; page++) {
      const bare = await bareStreamlit(python, release, modules[name])
      all.push(bare)
      await (await bare.start()).close()
    }
    await settle()
    return sum(all.map(({ pid }) => pid))
  } finally {
    for (const bare of all) await bare.dispose()
  }
}

async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, settleMs))
}

function keeperOf({ data }: ModkeepServer): number {
  for (const pid of processes()) {
    const words = read(`/proc/${pid}/cmdline`).split("\0")
    if (
      words.some((word) => word.endsWith("keeper_main.py")) &&
      words.some((word) => word.startsWith(data))
    )
      return pid
  }
  throw new Error("There is no keeper")
}

function descendants(root: number): number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]))
  const found = new Set([root])
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/mu.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

function sum(pids: readonly number[]): number {
  const bytes = pids.map(
    (pid) => Number(/^Pss:\s+(\d+) kB$/mu.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024,
  )
  return bytes.reduce((total, each) => total + each, 0)
}

function processes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // It has ended meanwhile.
    return ""
  }
}

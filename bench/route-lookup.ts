// The gateway's route table from 1,000 to 100,000 installs: a lookup by host name, and a change that an engine's event brings.
import { newId } from "../packages/server/src/base/ids.ts"
import { hostLabel } from "../packages/server/src/gateway/host-label.ts"
import { type RouteFacts, RouteTable } from "../packages/server/src/gateway/route-table.ts"
import { installId, type InstallId } from "@modkeep/contract/ids"

import type { BenchOptions, BenchResult } from "./bench.ts"
import { median } from "./support/percentile.ts"

const sizes = [1_000, 100_000] as const
const steps = 200_000

interface Table {
  readonly table: RouteTable
  readonly installs: readonly InstallId[]
  /** As each comes with a request: a text of its own, which no earlier lookup has hashed. */
  readonly asked: () => string[]
}

export async function routeLookup({ pairs }: BenchOptions): Promise<BenchResult> {
  const tables = sizes.map(tableOf)
  const lookups = tables.map((): number[] => [])
  const changes = tables.map((): number[] => [])
  for (let round = 0; round <= pairs; round++) {
    for (const [at, one] of tables.entries()) {
      const [lookup, change] = [timeLookups(one), timeChanges(one)]
      if (round === 0) continue
      lookups[at]?.push(lookup)
      changes[at]?.push(change)
    }
  }
  const row = (what: string, [small = [], large = []]: readonly number[][]) => [
    what,
    ...[small, large].map((times) => median(times).toFixed(0)),
    `${median(large.map((ns, at) => ns / (small[at] ?? Number.NaN))).toFixed(2)} ×`,
  ]
  return await Promise.resolve({
    columns: ["Step", "ns at 1,000", "ns at 100,000", "growth"],
    rows: [row("lookup by host label", lookups), row("change of an install's state", changes)],
    notes: [
      `${steps} steps over the installs in a random order, ${pairs} rounds after one to warm up, medians. What grows is the way to the processor's memory, not the number of steps.`,
    ],
  })
}

function tableOf(size: number): Table {
  const table = new RouteTable()
  const all = Array.from({ length: size }, () => installId.parse(newId("ins")))
  for (const install of all) table.set(facts(install, "asleep"))
  const installs = Array.from(
    { length: steps },
    () => all[Math.floor(Math.random() * size)],
  ).filter((install) => install !== undefined)
  const bytes = installs.map((install) => Buffer.from(hostLabel(install)))
  return { table, installs, asked: () => bytes.map((each) => each.toString("latin1")) }
}

function timeLookups({ table, asked }: Table): number {
  const labels = asked()
  let found = 0
  const begun = performance.now()
  for (const label of labels) if (table.find(label) !== undefined) found += 1
  const ns = ((performance.now() - begun) * 1e6) / labels.length
  if (found !== labels.length) throw new Error("An install was not found")
  return ns
}

function timeChanges({ table, installs }: Table): number {
  const begun = performance.now()
  for (const install of installs) table.set(facts(install, "running"))
  return ((performance.now() - begun) * 1e6) / installs.length
}

function facts(install: InstallId, state: RouteFacts["state"]): RouteFacts {
  return { install, state, access: "private", embedOrigins: [] }
}

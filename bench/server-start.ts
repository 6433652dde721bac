// From the start of `modkeep serve` until GET /readyz answers 200: on an empty data folder, and again on a used one. And the
// memory that the server holds then.
import { setTimeout as wait } from "node:timers/promises"

import { startServer } from "../test/support/modkeep-server.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { memoryOf } from "./support/memory-of.ts"
import { median } from "./support/percentile.ts"

const settleMs = 2_000

export async function serverStart({ pairs }: BenchOptions): Promise<BenchResult> {
  const firsts: number[] = []
  const seconds: number[] = []
  const atReady: number[] = []
  const settled: number[] = []
  for (let round = 0; round < pairs; round++) {
    let start = performance.now()
    const server = await startServer()
    try {
      await ready(server.origin)
      firsts.push(performance.now() - start)
      await server.end()
      start = performance.now()
      await server.start()
      await ready(server.origin)
      seconds.push(performance.now() - start)
      atReady.push(await memoryOf(server.pid))
      await wait(settleMs)
      settled.push(await memoryOf(server.pid))
    } finally {
      await server.dispose()
    }
  }
  const seconds3 = (values: readonly number[]) => (median(values) / 1000).toFixed(2)
  const mebibytes = (values: readonly number[]) => (median(values) / 1024).toFixed(0)
  return {
    columns: ["Start", "until readyz, s", "memory then, MiB", `${settleMs / 1000} s later, MiB`],
    rows: [
      ["first, empty data folder", seconds3(firsts), "", ""],
      ["second, same data folder", seconds3(seconds), mebibytes(atReady), mebibytes(settled)],
    ],
    notes: [
      `Medians of ${pairs} rounds; the packages are installed already. The first start makes folder, database and keys and stands a keeper up. Memory is the server's proportional set size (PSS), without keeper and modules.`,
    ],
  }
}

async function ready(origin: string): Promise<void> {
  const { status } = await fetch(`${origin}/readyz`)
  if (status !== 200) throw new Error(`/readyz answers ${status} after the server said "ready"`)
}

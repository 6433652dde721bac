// How long nobody listens when the server is restarted: SIGTERM, and the next start as soon as it has ended, as a supervisor does it.
// Somebody knocks every few milliseconds all the while.
import { setTimeout as wait } from "node:timers/promises"

import { startServer } from "../test/support/modkeep-server.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { isListening } from "./support/is-listening.ts"
import { percentile } from "./support/percentile.ts"

const knockMs = 3

export async function restartGap({ pairs }: BenchOptions): Promise<BenchResult> {
  const gaps: number[] = []
  const restarts: number[] = []
  const server = await startServer()
  try {
    for (let round = 0; round < pairs; round++) {
      const watch = watchPort(server.port)
      const begun = performance.now()
      await server.end()
      await server.start()
      restarts.push(performance.now() - begun)
      gaps.push(await watch.end())
    }
  } finally {
    await server.dispose()
  }
  const row = (what: string, times: readonly number[]) => [
    what,
    ...[0.5, 1].map((share) => percentile(times, share).toFixed(0)),
  ]
  return {
    columns: ["Restart", "median ms", "longest ms"],
    rows: [row("SIGTERM until ready again", restarts), row("of it nobody listens", gaps)],
    notes: [
      `${pairs} restarts, a knock every ${knockMs} ms. While requests are under way the port stays open, and who comes then gets a page that comes back by itself.`,
    ],
  }
}

/** `end` gives the milliseconds from the first knock that was refused to the first after it that was not. */
function watchPort(port: number): { end(): Promise<number> } {
  let isOver = false
  const watching = (async () => {
    let closedAt: number | undefined
    for (;;) {
      const now = performance.now()
      const isOpen = await isListening(port)
      if (!isOpen) closedAt ??= now
      else if (closedAt !== undefined) return performance.now() - closedAt
      else if (isOver) return 0
      await wait(knockMs)
    }
  })()
  return {
    end: async () => {
      isOver = true
      return await watching
    },
  }
}

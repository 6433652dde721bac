// A save that asks for reruns until open, idle pages *show* the new value, beside a rerun of the same script that a page asks for itself:
// the floor, because nobody shows a value sooner than the script can run.
//
// One page for the latency; then 100 pages, of which none may be dropped; then 200 that all are told at once.
import { setTimeout as wait } from "node:timers/promises"

import { startServer, type ModkeepServer } from "../test/support/modkeep-server.ts"
import type { StreamlitSession } from "../test/support/streamlit-client.ts"
import { type StreamlitRelease, streamlitReleases } from "../test/support/streamlit-environments.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { type DeployedModule, deployModule } from "./support/deployed-module.ts"
import { median, percentile } from "./support/percentile.ts"

const warmUpSaves = 10
const savesPerRound = 20
const crowd = 100
const largeCrowd = 200
const crowdSaves = 3
/** A run that has just ended is not an idle page yet: its thread winds up first. */
const idleMs = 50
const crowdIdleMs = 1_000
const shownLongestMs = 30_000

export async function shownSecrets({ pairs }: BenchOptions): Promise<BenchResult> {
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
  try {
    const rows: string[][] = []
    for (const release of streamlitReleases) rows.push(await measure(server, release, pairs))
    return {
      columns: [
        "Streamlit",
        "rerun p50",
        "save → shown p50",
        "p99",
        "above the rerun p50",
        "not shown",
        `of ${crowd} dropped, not shown`,
        `of ${largeCrowd} not shown`,
        `${largeCrowd} at once: first`,
        "last",
      ],
      rows,
      notes: [
        `Save → shown: from the request of PUT …/secrets with sessions "rerun" until the page's next run has ended and shows the value in st.secrets and os.environ; ${pairs * savesPerRound} saves on one idle page, each after a rerun that the page asked for itself.`,
        `Not shown: within ${shownLongestMs / 1_000} s, after a page had been idle for ${idleMs} ms (in crowds ${crowdIdleMs} ms). Crowds: all pages of one process; ${crowdSaves} saves each, medians; first and last of ${largeCrowd} pages counted from the request of the save. Times are milliseconds. Server, module and all pages' clients share the machine's two cores.`,
      ],
    }
  } finally {
    await server.dispose()
  }
}

async function measure(
  server: ModkeepServer,
  release: StreamlitRelease,
  pairs: number,
): Promise<string[]> {
  const module = await deployModule(server, release, { value: "first", name: "shown" })
  const page = await module.visit()
  await page.run()
  for (let save = 0; save < warmUpSaves; save++) {
    await wait(idleMs)
    await shownAfter(module, [page], `warm-${save}`)
  }
  const floors: number[] = []
  const shown: number[] = []
  const above: number[] = []
  let missed = 0
  for (let round = 0; round < pairs; round++) {
    const own: number[] = []
    const times: number[] = []
    for (let save = 0; save < savesPerRound; save++) {
      own.push((await page.run()).ms)
      await wait(idleMs)
      const [ms] = await shownAfter(module, [page], `value-${round}-${save}`)
      if (ms === undefined) missed += 1
      else times.push(ms)
    }
    floors.push(...own)
    shown.push(...times)
    above.push(median(times) - median(own))
  }
  const small = await crowdOf(module, crowd)
  const large = await crowdOf(module, largeCrowd)
  await page.close()
  return [
    release,
    ...[median(floors), median(shown), percentile(shown, 0.99), median(above)].map(inMs),
    String(missed),
    `${small.dropped}, ${small.missed}`,
    String(large.missed),
    ...[large.firstMs, large.lastMs].map((ms) => ms.toFixed(0)),
  ]
}

/** Saves, and gives for each page the time until it showed the value; undefined: it did not. */
async function shownAfter(
  module: DeployedModule,
  pages: readonly StreamlitSession[],
  value: string,
): Promise<(number | undefined)[]> {
  const begun = performance.now()
  const waiting = pages.map(async (page) => {
    for (;;) {
      const run = await page.nextRun(shownLongestMs).catch(() => undefined)
      if (run === undefined) return undefined
      if ([`value ${value}`, `environment ${value}`].every((text) => run.texts.includes(text)))
        return performance.now() - begun
    }
  })
  const [, ...times] = await Promise.all([module.change(value, "rerun"), ...waiting])
  return times
}

async function crowdOf(module: DeployedModule, size: number) {
  const pages: StreamlitSession[] = []
  while (pages.length < size) {
    const page = await module.visit()
    await page.run()
    pages.push(page)
  }
  const firsts: number[] = []
  const lasts: number[] = []
  let [dropped, missed] = [0, 0]
  for (let save = 0; save < crowdSaves; save++) {
    await wait(crowdIdleMs)
    const all = await shownAfter(module, pages, `crowd-${size}-${save}`)
    const times = all.filter((ms) => ms !== undefined)
    missed = Math.max(missed, all.length - times.length)
    firsts.push(Math.min(...times))
    lasts.push(Math.max(...times))
    dropped = Math.max(dropped, pages.filter(({ isOpen }) => !isOpen).length)
  }
  for (const page of pages) await page.close()
  return { dropped, missed, firstMs: median(firsts), lastMs: median(lasts) }
}

function inMs(ms: number): string {
  return ms.toFixed(1)
}

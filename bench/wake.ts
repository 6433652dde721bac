// A sleeping page until its first run is over, through the gateway: what a visitor waits for. Beside it a bare `streamlit run` of
// the same script in the same environment, from its start to the end of its first run.
import { startServer, type ModkeepServer } from "../test/support/modkeep-server.ts"
import { type StreamlitRelease, streamlitReleases } from "../test/support/streamlit-environments.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { bareStreamlit, builtPython } from "./support/bare-streamlit.ts"
import { deployModule } from "./support/deployed-module.ts"
import { modules, moduleNames, type ModuleName } from "./support/modules.ts"
import { median, percentile } from "./support/percentile.ts"

// An environment's imports are learned from its first run and done by the pre-forked interpreter in the seconds after it.
const settleMs = 12_000
const wakesPerPair = 3

export async function wake({ pairs }: BenchOptions): Promise<BenchResult> {
  const rows: string[][] = []
  for (const release of streamlitReleases) {
    for (const name of moduleNames) {
      const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
      try {
        rows.push(await measure(server, release, name, pairs))
      } finally {
        await server.dispose()
      }
    }
  }
  return {
    columns: ["Streamlit", "module", "wake p50", "p99", "bare p50", "bare ÷ wake"],
    rows,
    notes: [
      "Wake: a WebSocket to the page of an install that is asleep, through the gateway, until the end of its first run: the process is made, isolated, fed and served meanwhile. Milliseconds.",
      "Bare: `streamlit run` of the same script with the same interpreter and packages, from the start of the process to the end of the first run, asked every 2 ms.",
      `The page has been open once before, as it has when it sleeps. Ratios are medians over ${pairs} pairs; a pair is the median of ${wakesPerPair} wakes, then one bare start.`,
    ],
  }
}

async function measure(
  server: ModkeepServer,
  release: StreamlitRelease,
  name: ModuleName,
  pairs: number,
): Promise<string[]> {
  const script = modules[name]
  const module = await deployModule(server, release, {
    value: "first",
    script,
    name,
    idleMinutes: 15,
  })
  const bare = await bareStreamlit(builtPython(server.data, release), release, script)
  try {
    const first = await module.visit()
    await first.run()
    await new Promise((done) => setTimeout(done, settleMs))
    await first.close()
    const wakes: number[] = []
    const bares: number[] = []
    const ratios: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      const own: number[] = []
      for (let each = 0; each < wakesPerPair; each++) {
        await module.sleep()
        const start = performance.now()
        const session = await module.visit()
        const { texts } = await session.run()
        own.push(performance.now() - start)
        if (!texts.includes("value first")) throw new Error(`The page shows ${texts.join(", ")}`)
        await session.close()
      }
      const start = performance.now()
      const session = await bare.start()
      const bareMs = performance.now() - start
      await session.close()
      await bare.stop()
      wakes.push(...own)
      bares.push(bareMs)
      ratios.push(bareMs / median(own))
    }
    const ms = (value: number) => value.toFixed(0)
    const times = [percentile(wakes, 0.5), percentile(wakes, 0.99), median(bares)].map(ms)
    return [release, name, ...times, `${median(ratios).toFixed(1)} ×`]
  } finally {
    await bare.dispose()
  }
}

// A rerun of a script in an open session: a module of Modkeep through the gateway, and the same script under a bare
// `streamlit run`, in turns.
import { startServer, type ModkeepServer } from "../test/support/modkeep-server.ts"
import type { StreamlitSession } from "../test/support/streamlit-client.ts"
import { type StreamlitRelease, streamlitReleases } from "../test/support/streamlit-environments.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { bareStreamlit, builtPython } from "./support/bare-streamlit.ts"
import { deployModule } from "./support/deployed-module.ts"
import { modules, moduleNames, type ModuleName } from "./support/modules.ts"
import { median } from "./support/percentile.ts"

const warmUpRuns = 5
const runsPerPair = 15

export async function rerun({ pairs }: BenchOptions): Promise<BenchResult> {
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
  try {
    const rows: string[][] = []
    for (const release of streamlitReleases) {
      for (const name of moduleNames) rows.push(await measure(server, release, name, pairs))
    }
    return {
      columns: ["Streamlit", "module", "rerun p50", "bare p50", "bare ÷ rerun"],
      rows,
      notes: [
        `From the request of a run over the WebSocket to its end, milliseconds. Ratios are medians over ${pairs} pairs of ${runsPerPair} runs each.`,
      ],
    }
  } finally {
    await server.dispose()
  }
}

async function measure(
  server: ModkeepServer,
  release: StreamlitRelease,
  name: ModuleName,
  pairs: number,
): Promise<string[]> {
  const script = modules[name]
  const module = await deployModule(server, release, { value: "first", script, name })
  const bare = await bareStreamlit(builtPython(server.data, release), release, script)
  try {
    const sessions = [await module.visit(), await bare.start()] as const
    for (const session of sessions) await runs(session, warmUpRuns)
    const own: number[] = []
    const other: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      own.push(await runs(sessions[0], runsPerPair))
      other.push(await runs(sessions[1], runsPerPair))
    }
    for (const session of sessions) await session.close()
    const ratio = median(own.map((ms, pair) => (other[pair] ?? Number.NaN) / ms))
    const shown = [median(own), median(other)].map((ms) => ms.toFixed(1))
    return [release, name, ...shown, `${ratio.toFixed(1)} ×`]
  } finally {
    await bare.dispose()
    await module.sleep()
  }
}

async function runs(session: StreamlitSession, count: number): Promise<number> {
  const times: number[] = []
  for (let each = 0; each < count; each++) {
    const start = performance.now()
    await session.run()
    times.push(performance.now() - start)
  }
  return median(times)
}

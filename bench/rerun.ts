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
      columns: [
        "Streamlit",
        "module",
        "rerun p50",
        "of it the script",
        "bare p50",
        "of it the script",
        "bare ÷ rerun",
      ],
      rows,
      notes: [
        `From the request of a run over the WebSocket to its end, milliseconds. Ratios are medians over ${pairs} pairs of ${runsPerPair} runs each.`,
        "The script's part is taken by the script itself, from its first line to its last; nobody can make a rerun shorter than that.",
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
  const script = timed(modules[name])
  const module = await deployModule(server, release, { value: "first", script, name })
  const bare = await bareStreamlit(builtPython(server.data, release), release, script)
  try {
    const sessions = [await module.visit(), await bare.start()] as const
    for (const session of sessions) await runs(session, warmUpRuns)
    const own: Times[] = []
    const other: Times[] = []
    for (let pair = 0; pair < pairs; pair++) {
      own.push(await runs(sessions[0], runsPerPair))
      other.push(await runs(sessions[1], runsPerPair))
    }
    for (const session of sessions) await session.close()
    const ratio = median(own.map(({ run }, pair) => (other[pair]?.run ?? Number.NaN) / run))
    const shown = [own, other].flatMap((times) => [
      median(times.map(({ run }) => run)).toFixed(1),
      median(times.map(({ script: part }) => part)).toFixed(1),
    ])
    return [release, name, ...shown, `${ratio.toFixed(1)} ×`]
  } finally {
    await bare.dispose()
    await module.sleep()
  }
}

interface Times {
  readonly run: number
  readonly script: number
}

/** Shows the milliseconds that the script took, as its last text. */
function timed(script: string): string {
  return `import time as clock
begun = clock.perf_counter()
${script}st.text("%.2f" % ((clock.perf_counter() - begun) * 1000))
`
}

/** Medians of so many runs, in milliseconds. */
async function runs(session: StreamlitSession, count: number): Promise<Times> {
  const times: Times[] = []
  for (let each = 0; each < count; each++) {
    const start = performance.now()
    const { texts } = await session.run()
    times.push({ run: performance.now() - start, script: Number(texts.at(-1)) })
  }
  return {
    run: median(times.map(({ run }) => run)),
    script: median(times.map(({ script }) => script)),
  }
}

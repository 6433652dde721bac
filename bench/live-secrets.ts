// A saved secret until the running process holds it: Modkeep's whole way over the API, beside Streamlit's own poll of the file
// written by hand, beside a kill and restart until a page shows the value.
//
// One round is: some saves (their median), one written file, one restart; rounds follow each other, so that a change in the
// machine's load meets all three. One page of the module stays open from the first save to the last.
import { setTimeout as wait } from "node:timers/promises"

import { startServer, type ModkeepServer } from "../test/support/modkeep-server.ts"
import type { StreamlitSession } from "../test/support/streamlit-client.ts"
import {
  streamlitEnvironment,
  type StreamlitRelease,
  streamlitReleases,
} from "../test/support/streamlit-environments.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { type DeployedModule, deployModule, type SaveTimes } from "./support/deployed-module.ts"
import { median, percentile } from "./support/percentile.ts"
import { type PlainStreamlit, startPlainStreamlit } from "./support/plain-streamlit.ts"

const warmUpSaves = 30
const savesPerRound = 40
const pollMs = 200

export async function liveSecrets({ pairs }: BenchOptions): Promise<BenchResult> {
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
  try {
    const rows: string[][] = []
    for (const release of streamlitReleases) rows.push(await measure(server, release, pairs))
    return {
      columns: [
        "Streamlit",
        "save p50",
        "p99",
        "of it delivery p50",
        "file poll",
        "restart",
        "poll ÷ save",
        "restart ÷ save",
        "sessions dropped: save, restart",
      ],
      rows,
      notes: [
        `Save: PUT …/secrets until its answer, sealed, durable and acknowledged by the process; ${pairs * savesPerRound} saves, version's document, one process, one open page.`,
        "File poll: secrets.toml of a bare `streamlit run` replaced by hand until st.secrets of the process has the value. Restart: the same with SIGKILL and a new start until a page shows the value.",
        `Times are milliseconds, medians; ratios are medians over ${pairs} rounds of save, poll, restart. After each round the open page is asked to rerun and must show the last value in st.secrets and os.environ, in the same session.`,
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
  const module = await deployModule(server, release, { value: "first" })
  const plain = await startPlainStreamlit(await streamlitEnvironment(release), "first")
  const page = await module.visit()
  try {
    await page.run()
    for (let save = 0; save < warmUpSaves; save++) await module.change(`warm-${save}`)
    const rounds: Round[] = []
    let dropped = 0
    for (let number = 0; number < pairs; number++) {
      const bystander = await plain.visit()
      await bystander.run()
      rounds.push(await round({ module, plain, page, number }))
      if (!bystander.isOpen) dropped += 1
      else await bystander.close()
    }
    return describe(release, rounds, `${page.isOpen ? 0 : 1} of 1, ${dropped} of ${pairs}`)
  } finally {
    await page.close()
    await plain.dispose()
  }
}

interface Round {
  readonly saves: readonly SaveTimes[]
  readonly pollMs: number
  readonly restartMs: number
}

interface Stage {
  readonly module: DeployedModule
  readonly plain: PlainStreamlit
  readonly page: StreamlitSession
  readonly number: number
}

async function round({ module, plain, page, number }: Stage): Promise<Round> {
  const saves: SaveTimes[] = []
  let value = ""
  for (let save = 0; save < savesPerRound; save++) {
    value = `value-${number}-${save}`
    saves.push(await module.change(value))
  }
  const { texts } = await page.run()
  for (const text of [`value ${value}`, `environment ${value}`]) {
    if (!texts.includes(text)) throw new Error(`The page shows ${texts.join(", ")}, not ${text}`)
  }
  // The poll has a phase: a write at a random moment of it meets every phase alike.
  await wait(Math.random() * pollMs)
  const poll = await plain.change(`poll-${number}`)
  return { saves, pollMs: poll, restartMs: await plain.restart(`restart-${number}`) }
}

function describe(release: string, rounds: readonly Round[], dropped: string): string[] {
  const saves = rounds.flatMap((one) => one.saves)
  const totals = saves.map(({ totalMs }) => totalMs)
  const ownOf = (one: Round) => median(one.saves.map(({ totalMs }) => totalMs))
  const ratio = (of: (one: Round) => number) => median(rounds.map((one) => of(one) / ownOf(one)))
  return [
    release,
    percentile(totals, 0.5).toFixed(1),
    percentile(totals, 0.99).toFixed(1),
    median(saves.map(({ deliveredMs }) => deliveredMs)).toFixed(1),
    median(rounds.map((one) => one.pollMs)).toFixed(0),
    median(rounds.map((one) => one.restartMs)).toFixed(0),
    `${ratio((one) => one.pollMs).toFixed(1)} ×`,
    `${ratio((one) => one.restartMs).toFixed(0)} ×`,
    dropped,
  ]
}

// One install does its worst; what does the page of a neighbour take, with it and without it, in turns?
//
// A round is: requests and script runs of the neighbour on a quiet machine, then the same while the other one bombs, hoards, fills
// or floods. The violent one is started anew as soon as it was ended, so that the neighbour is measured under it throughout.
import { setTimeout as wait } from "node:timers/promises"

import { deployOn, type Deployment, type ShownInstall } from "../test/support/deployment.ts"
import type { StreamlitSession } from "../test/support/streamlit-client.ts"
import { startServer } from "../test/support/modkeep-server.ts"
import { getPage } from "../test/support/get-page.ts"
import { violence } from "../test/load/violence.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { median, percentile } from "./support/percentile.ts"

const requestsPerSide = 300
const runsPerSide = 40
const calm = 'import streamlit as st\nst.text("calm")\n'

interface Side {
  readonly requests: readonly number[]
  readonly runs: readonly number[]
}

export async function neighbours({ pairs }: BenchOptions): Promise<BenchResult> {
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "error" } })
  try {
    const deployment = await deployOn(server)
    const neighbour = await deployment.install(await deployment.publish(calm))
    const rows: string[][] = []
    for (const [name, { script, limits }] of Object.entries(violence)) {
      const version = await deployment.publish(script)
      const violent = await deployment.install(version, { limits })
      rows.push(await measure({ deployment, neighbour, violent, name, pairs }))
    }
    return {
      columns: [
        "what the other does",
        "page p99 alone",
        "beside it",
        "ratio",
        "run p99 alone",
        "beside it",
        "ratio",
        "how it ended",
      ],
      rows,
      notes: [
        `Page: GET of /_stcore/health through the gateway, ${requestsPerSide} a side; run: a rerun of the neighbour's script in its open session, ${runsPerSide} a side; ${pairs} sides of each in turns, times in milliseconds. p99 is the median of the sides', a ratio the median of the pairs'.`,
        "The violent one is opened again whenever it has been ended, and started anew before each side.",
      ],
    }
  } finally {
    await server.dispose()
  }
}

interface Stage {
  readonly deployment: Deployment
  readonly neighbour: ShownInstall
  readonly violent: ShownInstall
  readonly name: string
  readonly pairs: number
}

async function measure(stage: Stage): Promise<string[]> {
  const { deployment, neighbour, violent, name, pairs } = stage
  const alone: Side[] = []
  const beside: Side[] = []
  let ended = ""
  await side(deployment, neighbour)
  for (let pair = 0; pair < pairs; pair++) {
    alone.push(await side(deployment, neighbour))
    const rage = new Rage(deployment, violent)
    await rage.begin()
    beside.push(await side(deployment, neighbour))
    ended = (await rage.end()) ?? ended
    await wait(1_000)
  }
  const cells = (of: (one: Side) => readonly number[]) => {
    const p99 = (one: Side | undefined) => percentile(of(one ?? { requests: [], runs: [] }), 0.99)
    const ratios = alone.map((one, pair) => p99(beside[pair]) / p99(one))
    return [
      median(alone.map(p99)).toFixed(1),
      median(beside.map(p99)).toFixed(1),
      `${median(ratios).toFixed(2)} ×`,
    ]
  }
  return [name, ...cells(({ requests }) => requests), ...cells(({ runs }) => runs), ended]
}

async function side(deployment: Deployment, { url }: ShownInstall): Promise<Side> {
  const session = await deployment.visit({ url })
  await session.run()
  const [requests, runs]: [number[], number[]] = [[], []]
  for (let number = 0; number < requestsPerSide; number++) {
    const from = performance.now()
    await getPage(`${url}_stcore/health`)
    requests.push(performance.now() - from)
    if (number % Math.ceil(requestsPerSide / runsPerSide) === 0) runs.push((await session.run()).ms)
  }
  await session.close()
  return { requests, runs }
}

/**
 * Keeps one install at its worst: opens it, and opens it again when it was ended. That it was is heard as it happens: to ask all the
 * time would be work for the server and for this process, which measures.
 */
class Rage {
  readonly #deployment: Deployment
  readonly #install: ShownInstall
  readonly #over = new AbortController()
  #reason: string | undefined
  #visitor: StreamlitSession | undefined
  #rounds: Promise<void> = Promise.resolve()

  constructor(deployment: Deployment, install: ShownInstall) {
    this.#deployment = deployment
    this.#install = install
  }

  async begin(): Promise<void> {
    await this.#round()
    this.#rounds = this.#again()
  }

  /** @returns why it was ended the last time, as its owner reads it */
  async end(): Promise<string | undefined> {
    this.#over.abort()
    await this.#rounds
    // A visitor who stays would be waited for, and it would go on meanwhile.
    await this.#visitor?.close()
    await this.#deployment.client.call("installs.stop", { params: { id: this.#install.id } })
    await this.#deployment.until(this.#install.id, ({ processes }) => processes.length === 0)
    return this.#reason
  }

  async #round(): Promise<void> {
    const { client } = this.#deployment
    await client.call("installs.start", { params: { id: this.#install.id } })
    await this.#deployment.until(this.#install.id, ({ state }) => state !== "starting")
    this.#visitor = await this.#deployment.visit(this.#install).catch(() => undefined)
    this.#visitor?.request({ query: "" })
  }

  async #again(): Promise<void> {
    const { client } = this.#deployment
    const { signal } = this.#over
    const follow = { params: { id: this.#install.id }, signal }
    try {
      for await (const { data } of client.events("installs.events", follow)) {
        this.#reason = data.failure?.detail?.split("\n")[0] ?? this.#reason
        if (isUp(data)) continue
        // What is told may be over already.
        if (!isUp(await this.#deployment.show(this.#install.id)))
          await this.#round().catch(() => undefined)
      }
    } catch (cause) {
      if (!signal.aborted) throw cause
    }
  }
}

function isUp({ state }: Pick<ShownInstall, "state">): boolean {
  return state === "running" || state === "starting"
}

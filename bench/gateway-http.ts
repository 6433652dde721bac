// Requests through the gateway, 10,000 routes loaded, beside nginx and configurable-http-proxy with the same routes to the same module.
//
// Throughput on a machine of two cores says as much about whoever asks as about who is asked: the ratio that counts is the processor
// time that each spends on a request, which is what one core can carry.
import type { BenchOptions, BenchResult } from "./bench.ts"
import { freePort } from "../test/support/free-port.ts"
import { load } from "./support/load.ts"
import { moduleConfiguration, startNginx } from "./support/nginx.ts"
import { median } from "./support/percentile.ts"
import { processorTime } from "./support/processor-time.ts"
import {
  type Module,
  openProxyStage,
  otherCore,
  type ProxyUnderTest,
} from "./support/proxy-stage.ts"

const routes = 10_000
const answerBytes = 1_024
const connections = 64
const seconds = 3

interface Round {
  readonly perSecond: number
  readonly p99Ms: number
  readonly microseconds: number
}

export async function gatewayHttp({ pairs }: BenchOptions): Promise<BenchResult> {
  const stage = await openProxyStage({ routes, startModule, forHttp: { answerBytes } })
  try {
    const rounds = new Map<ProxyUnderTest, Round[]>(stage.proxies.map((proxy) => [proxy, []]))
    // The first round warms up what compiles as it runs.
    for (let round = 0; round <= pairs; round++) {
      for (const [proxy, own] of rounds) {
        const measured = await measure(proxy, stage.host)
        if (round > 0) own.push(measured)
      }
    }
    const gateway = rounds.get(stage.proxies[0] ?? never()) ?? []
    const rows = [...rounds].map(([{ name }, own]) => {
      const of = (read: (round: Round) => number) => median(own.map(read))
      const ratio = median(own.map(({ microseconds }, at) => microseconds / costAt(gateway, at)))
      return [
        name,
        of((round) => round.microseconds).toFixed(0),
        (1_000_000 / of((round) => round.microseconds)).toFixed(0),
        of((round) => round.perSecond).toFixed(0),
        of((round) => round.p99Ms).toFixed(1),
        `${ratio.toFixed(2)} ×`,
      ]
    })
    return {
      columns: [
        "Gateway",
        "processor µs a request",
        "so one core carries, requests/s",
        "seen, requests/s",
        "p99 ms",
        "Modkeep's carries ÷ this",
      ],
      rows,
      notes: [
        ...stage.notes,
        `${routes} host names in each; GET of ${answerBytes} bytes from an nginx over kept-alive connections; ${connections} connections by wrk, ${seconds} s each, ${pairs} rounds of one after the other after one to warm up, medians. Every gateway on core ${otherCore - 1} alone, module and wrk on core ${otherCore}.`,
        "Bare `node:http` answers by itself with the same bytes: the floor of every gateway that is built on it.",
        "What is seen depends on the other core too, where wrk and the module share one, and on who else works on the machine; processor time does not.",
      ],
    }
  } finally {
    await stage.dispose()
  }
}

async function startModule(folder: string): Promise<Module> {
  const socket = `${folder}/module.sock`
  const port = await freePort()
  const { program } = await startNginx({
    folder: `${folder}/module`,
    http: moduleConfiguration(socket, port, answerBytes),
    core: otherCore,
    listens: socket,
  })
  return { socket, port, stop: program.stop }
}

async function measure({ port, pid }: ProxyUnderTest, host: string): Promise<Round> {
  const before = await processorTime(pid)
  const { requests, perSecond, p99Ms } = await load({
    ...{ port, host, connections, seconds },
    core: otherCore,
  })
  return { perSecond, p99Ms, microseconds: ((await processorTime(pid)) - before) / requests }
}

function costAt(rounds: readonly Round[], at: number): number {
  return rounds[at]?.microseconds ?? Number.NaN
}

function never(): never {
  throw new Error("There is no gateway to measure")
}

// WebSockets through the gateway, 5,000 of them open and idle: how long an echo takes and what an idle one costs, beside nginx with the
// same sockets open and beside no gateway at all.
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { promisify } from "node:util"

import type { BenchOptions, BenchResult } from "./bench.ts"
import { freePort } from "../test/support/free-port.ts"
import { memoryOf } from "./support/memory-of.ts"
import { median, percentile } from "./support/percentile.ts"
import {
  type Module,
  openProxyStage,
  otherCore,
  type ProxyUnderTest,
} from "./support/proxy-stage.ts"
import { startProgram } from "./support/started-program.ts"

const run = promisify(execFile)
const idleSockets = 5_000
const talkers = 40
const seconds = 2
const settleMs = 3_000

interface Way extends Pick<ProxyUnderTest, "name" | "port"> {
  /** Undefined: none is in between. */
  readonly pid: number | undefined
  kibPerSocket: number | undefined
  readonly rounds: { readonly p50: number; readonly p99: number }[]
}

export async function gatewaySockets({ pairs }: BenchOptions): Promise<BenchResult> {
  const stage = await openProxyStage({ routes: 10_000, startModule })
  const direct = { name: "no gateway", port: stage.module.port, pid: undefined }
  const ways: Way[] = [...stage.proxies, direct].map((way) => ({
    ...way,
    kibPerSocket: undefined,
    rounds: [],
  }))
  const idlers: { end(): void }[] = []
  try {
    for (const way of ways) idlers.push(await openIdle(way, stage.host))
    for (let round = 0; round <= pairs; round++) {
      for (const way of ways) {
        const times = await echo(way.port, stage.host)
        if (round > 0)
          way.rounds.push({ p50: percentile(times, 0.5), p99: percentile(times, 0.99) })
      }
    }
    return {
      columns: ["Way", "echo p50 µs", "p99 µs", "p99 ÷ nginx's", "KiB an idle socket"],
      rows: ways.map((way) => describe(way, ways[1])),
      notes: [
        `${idleSockets} idle WebSockets stay open on each way; meanwhile ${talkers} others send 64 bytes, wait for the echo and rest 10 ms, ${seconds} s for each way in turn, ${pairs} rounds after one to warm up, medians of the rounds. 10,000 routes; gateways on core ${otherCore - 1}, module and clients on core ${otherCore}.`,
        `Memory is what the gateway's proportional set size grew by, ${settleMs / 1_000} s after the last of the ${idleSockets} was open; the kernel's own buffers are in no column.`,
      ],
    }
  } finally {
    for (const idler of idlers) idler.end()
    await stage.dispose()
  }
}

async function startModule(folder: string): Promise<Module> {
  const socket = `${folder}/module.sock`
  const port = await freePort()
  const program = await startProgram({
    path: process.execPath,
    args: [script("echo-module"), socket, String(port)],
    core: otherCore,
    listens: port,
  })
  return { socket, port, stop: program.stop }
}

async function openIdle(way: Way, host: string): Promise<{ end(): void }> {
  // So that what is allocated once, with the first sockets of all, is not counted as theirs.
  await echo(way.port, host)
  const before = way.pid === undefined ? 0 : await memoryOf(way.pid)
  const idler = spawn(
    "taskset",
    [
      ...["-c", String(otherCore), process.execPath, script("idle-sockets")],
      ...[String(way.port), host, String(idleSockets)],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  )
  await Promise.race([once(idler.stdout, "data"), failed(idler)])
  await wait(settleMs)
  if (way.pid !== undefined) way.kibPerSocket = ((await memoryOf(way.pid)) - before) / idleSockets
  return { end: () => idler.kill() }
}

async function failed(idler: ReturnType<typeof spawn>): Promise<never> {
  await once(idler, "exit")
  throw new Error("Not every WebSocket could be opened")
}

async function echo(port: number, host: string): Promise<number[]> {
  const { stdout } = await run(
    "taskset",
    [
      ...["-c", String(otherCore), process.execPath, script("echo-client")],
      ...[String(port), host, String(talkers), String(seconds)],
    ],
    { maxBuffer: 64 * 1_048_576 },
  )
  return JSON.parse(stdout) as number[]
}

function describe({ name, rounds, kibPerSocket }: Way, nginx: Way | undefined): string[] {
  const ratio = median(rounds.map(({ p99 }, at) => p99 / (nginx?.rounds[at]?.p99 ?? Number.NaN)))
  return [
    name,
    median(rounds.map(({ p50 }) => p50)).toFixed(0),
    median(rounds.map(({ p99 }) => p99)).toFixed(0),
    `${ratio.toFixed(2)} ×`,
    kibPerSocket?.toFixed(1) ?? "",
  ]
}

function script(name: string): string {
  return join(import.meta.dirname, "support", `${name}.ts`)
}

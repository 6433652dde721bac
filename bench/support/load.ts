// wrk of Debian on a core of its own: so many connections that each ask again as soon as they have their answer.
import { execFile } from "node:child_process"
import { promisify } from "node:util"

import { debianProgram } from "./debian-program.ts"

const run = promisify(execFile)

export interface Load {
  readonly requests: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export async function load(order: {
  readonly port: number
  readonly host: string
  readonly connections: number
  readonly seconds: number
  readonly core: number
}): Promise<Load> {
  const wrk = await debianProgram(["wrk", "libluajit-5.1-2", "libluajit-5.1-common"], "usr/bin/wrk")
  const { stdout } = await run(
    "taskset",
    [
      ...["-c", String(order.core), wrk.path, "-t1", "--latency"],
      ...[`-c${order.connections}`, `-d${order.seconds}s`, "-H", `Host: ${order.host}`],
      `http://127.0.0.1:${order.port}/`,
    ],
    { env: { ...process.env, ...wrk.environment } },
  )
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: .*/.exec(stdout)
  if (failed !== null) throw new Error(`Not every request was answered: ${failed[0]}`)
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50Ms: milliseconds(stdout, "50%"),
    p99Ms: milliseconds(stdout, "99%"),
  }
}

function milliseconds(text: string, share: string): number {
  const [, number, unit = ""] =
    new RegExp(`^\\s+${share}\\s+([\\d.]+)(us|ms|s)`, "m").exec(text) ?? []
  return Number(number) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN)
}

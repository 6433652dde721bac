// An opponent or a part of the stage, running on one core of its own until it is stopped.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as wait } from "node:timers/promises"

import { isListening } from "./is-listening.ts"

export interface ProgramOrder {
  readonly path: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** The processor it is held to. */
  readonly core: number | "any"
  /** Where it listens once it is ready: a port of the loopback address or a Unix socket. */
  readonly listens: number | string
}

export interface StartedProgram {
  readonly pid: number
  stop(): Promise<void>
}

const readyLongestMs = 60_000

export async function startProgram(order: ProgramOrder): Promise<StartedProgram> {
  const command = [order.path, ...order.args]
  const held = order.core === "any" ? command : ["taskset", "-c", String(order.core), ...command]
  const child = spawn(held[0] ?? "", held.slice(1), {
    env: { ...process.env, ...order.environment },
    stdio: ["ignore", "ignore", "pipe"],
  })
  let said = ""
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_096)))
  const end = performance.now() + readyLongestMs
  while (!(await isListening(order.listens))) {
    if (performance.now() > end || child.exitCode !== null) {
      await stop(child)
      throw new Error(`${order.path} does not listen on ${order.listens}: ${said}`)
    }
    await wait(20)
  }
  // taskset becomes the program itself.
  return { pid: child.pid ?? 0, stop: async () => await stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGTERM")
  await once(child, "exit")
}

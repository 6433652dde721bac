// `modkeep serve`: opens the rooms in order, listens, adopts what runs, and leaves without disturbing the modules.
//
// SIGTERM: what is new is refused, requests under way end, exit 0 within 10 s; modules run on and are adopted by the next start.
// Ctrl-C on a terminal ends the modules too. A second signal ends at once.
import type { Server } from "node:http"

import { Fault } from "#base/fault.ts"
import type { Config } from "#config.ts"

import { createServer } from "./create-server.ts"
import { installDemo } from "./install-demo.ts"
import { openRooms, type Rooms } from "./open-rooms.ts"

/** Of the 10 s that a stop may take. */
const DRAIN_MS = 6_000
const CLOSE_MS = 9_000
const SAME_SIGNAL_MS = 300

export async function serve(config: Config): Promise<void> {
  const startedAt = performance.now()
  // From now on: a signal that comes in the middle of the start ends the server in order, as soon as it can.
  const signalled = firstSignal()
  const rooms = await openRooms(config)
  const readiness = { isReady: false }
  const server = createServer(rooms, readiness)
  await listen(server, rooms)
  readiness.isReady = true
  rooms.start()
  announce(rooms, performance.now() - startedAt)
  if (config.demo)
    installDemo(rooms).catch((cause: unknown) =>
      rooms.context.log.error({ err: cause }, "the demo was not set up"),
    )
  const signal = await signalled
  readiness.isReady = false
  await leave(rooms, server, signal)
  process.exit(0)
}

async function listen(server: Server, { config }: Rooms): Promise<void> {
  const { host, port } = config.listen
  const problem = await new Promise<Error | undefined>((resolve) => {
    server.once("listening", () => resolve(undefined))
    server.once("error", resolve)
    server.listen({ host, port })
  })
  if (problem === undefined) return
  throw new Fault("config.invalid", {
    public: `Cannot listen on ${host}:${port}: ${problem.message}. Choose another address with MODKEEP_LISTEN`,
    cause: problem,
  })
}

function announce({ config, signInLink }: Rooms, ms: number): void {
  const lines = [`  ready     ${config.publicUrl.origin} after ${(ms / 1000).toFixed(2)} s`]
  if (signInLink !== undefined)
    lines.push(
      `  sign in   ${signInLink}`,
      "            (once, within an hour; ./modkeep sign-in-link prints another)",
    )
  if (config.adminTokenFile !== undefined && signInLink !== undefined)
    lines.push(`  token     in ${config.adminTokenFile}`)
  process.stderr.write(`${lines.join("\n")}\n`)
}

async function firstSignal(): Promise<"SIGTERM" | "SIGINT"> {
  return await new Promise((resolve) => {
    let firstAt: number | undefined
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        // A terminal and whoever passes its signals on may both send one.
        if (firstAt !== undefined && performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1)
        firstAt ??= performance.now()
        resolve(signal)
      })
    }
    // A closed terminal is no wish to end the server.
    process.on("SIGHUP", () => undefined)
  })
}

async function leave(rooms: Rooms, server: Server, signal: "SIGTERM" | "SIGINT"): Promise<void> {
  const endsModules = signal === "SIGINT" && process.stdin.isTTY
  process.stderr.write(
    endsModules ? "  stopping, and the modules too\n" : "  stopping; the modules run on\n",
  )
  // What is acknowledged is on the disk: a room that does not close in time cannot take anything back.
  const late = setTimeout(() => process.exit(0), CLOSE_MS)
  // It listens as long as it can say something: who comes while others are still served gets a page that comes back by itself,
  // and for nobody the port is closed longer than this process takes to end and the next one to begin.
  await rooms.close({ drainMs: DRAIN_MS, endsModules, drained: () => server.close() })
  clearTimeout(late)
  server.closeAllConnections()
}

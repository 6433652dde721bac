// Against keepers that a test plays on a real socket.
import { mkdtemp, rm } from "node:fs/promises"
import { createServer, type Server, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, beforeEach, expect, it } from "vitest"

import { KeeperLink } from "./keeper-link.ts"

const greeting = {
  version: "0.1.0",
  pid: 1,
  startedAt: 1,
  can: { users: false, namespaces: false, cgroups: false },
  missing: [],
}

class PlayedKeeper {
  readonly asked: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(protocol: number | "silent") {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on("error", () => socket.destroy())
      socket.on("data", (data) => {
        for (const line of data.toString().trimEnd().split("\n"))
          this.#answer(socket, line, protocol)
      })
    })
  }

  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(path, resolve))
  }

  #answer(socket: Socket, line: string, protocol: number | "silent"): void {
    const { id, op }: { id: number; op: string } = JSON.parse(line)
    this.asked.push(op)
    if (protocol === "silent") return
    socket.write(`${JSON.stringify({ id, ok: true, protocol, ...greeting })}\n`)
    if (op === "quit") this.end()
  }

  /** As at its death: nobody listens any more, connections break. */
  end(): void {
    this.#server.close()
    this.breakConnections()
  }

  breakConnections(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

let folder: string
let path: string
let keepers: PlayedKeeper[]
let links: KeeperLink[]
let told: string[]
let spawned: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "modkeep-link-"))
  path = join(folder, "keeper.sock")
  keepers = []
  links = []
  told = []
  spawned = 0
})
afterEach(async () => {
  for (const link of links) await link.close()
  for (const keeper of keepers) keeper.end()
  await rm(folder, { recursive: true })
})

async function listening(protocol: number | "silent"): Promise<PlayedKeeper> {
  const keeper = new PlayedKeeper(protocol)
  keepers.push(keeper)
  await keeper.listen(path)
  return keeper
}

function open(spawn?: () => Promise<{ readonly ended: Promise<string> }>): KeeperLink {
  const link = new KeeperLink({
    socket: path,
    async spawn() {
      spawned++
      if (spawn !== undefined) return spawn()
      await listening(2)
      return { ended: new Promise(() => {}) }
    },
    event() {},
    up: async () => void told.push("up"),
    back: () => told.push("back"),
    down: () => told.push("down"),
    silent: () => told.push("silent"),
    warn: (what) => told.push(what),
  })
  links.push(link)
  return link
}

it("where no keeper listens one is started, and requests wait for it", async () => {
  const link = open()
  expect(await link.request("list", {}, 5_000)).toMatchObject({ ok: true })
  expect([spawned, told]).toEqual([1, ["up", "back"]])
})

it("a keeper that is there is used, also again after the connection broke", async () => {
  const keeper = await listening(2)
  const link = open()
  await link.greeting()
  keeper.breakConnections()
  await expect.poll(() => told).toEqual(["up", "back", "down", "up", "back"])
  expect(await link.request("list", {}, 5_000)).toMatchObject({ ok: true })
  expect(spawned).toBe(0)
})

it("a keeper that dies is followed by a new one", async () => {
  const keeper = await listening(2)
  const link = open()
  await link.greeting()
  keeper.end()
  await expect.poll(() => told).toEqual(["up", "back", "down", "up", "back"])
  expect(spawned).toBe(1)
})

it("a keeper of another protocol is asked to end, and one of ours takes its place", async () => {
  const keeper = await listening(1)
  const link = open()
  expect(await link.greeting()).toMatchObject({ protocol: 2 })
  expect(keeper.asked).toEqual(["hello", "quit"])
  expect(spawned).toBe(1)
})

it("a silent keeper is never replaced: it holds the modules", async () => {
  await listening("silent")
  const link = open()
  await expect(link.request("list", {}, 5_000)).rejects.toMatchObject({
    code: "engine.unavailable",
  })
  expect(spawned).toBe(0)
}, 15_000)

it("a keeper that ends at once is told with its last words, without waiting", async () => {
  const link = open(async () => ({ ended: Promise.resolve("It ended at once with 1: no ctypes") }))
  await expect(link.request("list", {}, 5_000)).rejects.toMatchObject({
    code: "engine.unavailable",
    cause: { message: "No keeper: It ended at once with 1: no ctypes" },
  })
})

it("closing ends a link that is still looking for its keeper", async () => {
  const link = open(async () => ({ ended: new Promise(() => {}) }))
  await expect.poll(() => spawned).toBe(1)
  await link.close()
})

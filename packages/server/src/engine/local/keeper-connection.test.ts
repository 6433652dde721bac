// Against a real socket whose other end says what the test wants.
import { mkdtemp, rm } from "node:fs/promises"
import { createServer, type Server, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, beforeEach, expect, it } from "vitest"

import { KeeperConnection, type Message } from "./keeper-connection.ts"

let folder: string
let server: Server
let path: string
let peer: Promise<Socket>
const events: Message[] = []
let closed: PromiseWithResolvers<void>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "modkeep-wire-"))
  path = join(folder, "keeper.sock")
  const connected = Promise.withResolvers<Socket>()
  peer = connected.promise
  server = createServer(connected.resolve)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  events.length = 0
  closed = Promise.withResolvers()
})
afterEach(async () => {
  server.close()
  ;(await peer).destroy()
  await rm(folder, { recursive: true })
})

const open = () =>
  KeeperConnection.open(path, { event: (message) => events.push(message), closed: closed.resolve })

it("answers find their requests in any order, whatever pieces they come in", async () => {
  const connection = await open()
  const answers = [connection.request("a", {}, 5_000), connection.request("b", {}, 5_000)]
  const socket = await peer
  const text = `{"event":"log","text":"ä"}\n{"id":2,"ok":true,"who":"b"}\n{"id":1,"ok":true,"who":"a"}\n`
  for (const byte of Buffer.from(text)) socket.write(Buffer.from([byte]))
  expect(await Promise.all(answers)).toMatchObject([{ who: "a" }, { who: "b" }])
  expect(events).toEqual([{ event: "log", text: "ä" }])
  connection.close()
})

it("a refusal carries the keeper's code", async () => {
  const connection = await open()
  const answer = connection.request("stop", {}, 5_000)
  ;(await peer).write(`{"id":1,"error":{"code":"unknown_process","message":"No such process"}}\n`)
  await expect(answer).rejects.toMatchObject({ name: "KeeperRefusal", code: "unknown_process" })
  connection.close()
})

it("silence ends a request at its time, and a late answer disturbs nothing", async () => {
  const connection = await open()
  await expect(connection.request("slow", {}, 20)).rejects.toMatchObject({ timedOut: true })
  const next = connection.request("fast", {}, 5_000)
  ;(await peer).write(`{"id":1,"ok":true}\n{"id":2,"ok":true,"who":"fast"}\n`)
  expect(await next).toMatchObject({ who: "fast" })
  connection.close()
})

it("the end of the connection is told to every waiting request, and to later ones at once", async () => {
  const connection = await open()
  const waiting = connection.request("a", {}, 5_000).catch((error: unknown) => error)
  ;(await peer).destroy()
  expect(await waiting).toMatchObject({ name: "KeeperSilence", timedOut: false })
  await closed.promise
  await expect(connection.request("b", {}, 5_000)).rejects.toMatchObject({ timedOut: false })
})

it.each([
  ["what is no JSON object", "[1,2]\n"],
  ["what is no JSON", "{nonsense\n"],
  ["a line that never ends", "x".repeat(5 * 1024 * 1024)],
])("%s ends the connection", async (_what, text) => {
  const connection = await open()
  ;(await peer).write(text)
  await closed.promise
  await expect(connection.request("a", {}, 5_000)).rejects.toMatchObject({ name: "KeeperSilence" })
})

it("nobody listening is not found, and no error", async () => {
  const nowhere = join(folder, "nowhere.sock")
  expect(await KeeperConnection.find(nowhere, { event() {}, closed() {} })).toBeUndefined()
  const connection = await open()
  connection.close()
})

// Ten thousand requests come to one sleeping page of a real server at once.
import { connect } from "node:net"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

import { afterAll, beforeAll, expect, test } from "vitest"

import { deployOn, type Deployment, type ShownInstall } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const connections = 500
const requestsEach = 20

let server: ModkeepServer
let deployment: Deployment
let install: ShownInstall
beforeAll(async () => {
  server = await startServer()
  deployment = await deployOn(server)
  install = await deployment.install(
    await deployment.publish('import streamlit as st\nst.text("here")\n'),
  )
})
afterAll(async () => server.dispose())

/** Sends the requests one behind the other on one connection and reads until it ends. */
async function storm(): Promise<string> {
  const { host } = new URL(install.url)
  const one = `GET /_stcore/health HTTP/1.1\r\nhost: ${host}\r\n`
  const last = `${one}connection: close\r\n\r\n`
  const socket = connect(server.port, "127.0.0.1")
  socket.setEncoding("latin1")
  let answers = ""
  socket.on("data", (text: string) => (answers += text))
  socket.write(`${`${one}\r\n`.repeat(requestsEach - 1)}${last}`)
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject)
    socket.once("close", () => resolve())
  })
  return answers
}

/** Every process that the install ever had is in the store's books. */
function everStarted(): number {
  const database = new DatabaseSync(join(server.data, "modkeep.db"), { readOnly: true })
  try {
    const found = database
      .prepare("select count(*) as count from processes where install = ?")
      .get(install.id)
    return Number(found?.["count"])
  } finally {
    database.close()
  }
}

test("10,000 requests at a sleeping page start one process; each is answered, and whoever does not fit in is told when to come back", async () => {
  expect(install.state).toBe("asleep")
  const all = (await Promise.all(Array.from({ length: connections }, storm))).join("")
  const statuses = all.match(/HTTP\/1\.1 \d{3} /g) ?? []
  expect(statuses).toHaveLength(connections * requestsEach)
  const kinds = Map.groupBy(statuses, (status) => status.slice(9, 12))
  expect([...kinds.keys()].toSorted()).toEqual(["200", "503"])
  const refused = all.split("HTTP/1.1 ").filter((answer) => answer.startsWith("503 "))
  expect(refused.every((answer) => /^retry-after: \d+\r$/im.test(answer))).toBe(true)
  expect(refused.every((answer) => answer.includes('"gateway.full"'))).toBe(true)

  const { processes } = await deployment.show(install.id)
  expect(processes).toHaveLength(1)
  expect(everStarted()).toBe(1)
  expect(await deployment.see(install)).toEqual(["here"])
  expect((await deployment.show(install.id)).processes).toMatchObject([{ id: processes[0]?.id }])
})

test("a page that is asked for again while it is put to sleep starts once more, not more often", async () => {
  const before = (await deployment.show(install.id)).processes[0]?.id
  await deployment.client.call("installs.sleep", { params: { id: install.id } })
  const all = (await Promise.all(Array.from({ length: 50 }, storm))).join("")
  expect(all.match(/HTTP\/1\.1 200 /g)?.length).toBeGreaterThan(0)
  const shown = await deployment.until(
    install.id,
    ({ state, processes }) =>
      state === "running" && processes.length === 1 && !processes[0]?.draining,
  )
  expect(shown.processes[0]?.id).not.toBe(before)
  expect(everStarted()).toBe(2)
})

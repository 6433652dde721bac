// Nobody waits for ever for a mason that ended or stands still: starts go to the next one, `quit` is answered.
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest"

import {
  streamlitEnvironment,
  type StreamlitEnvironment,
} from "../support/streamlit-environments.ts"
import { childOf } from "./child-of.ts"
import { isAlive } from "./is-alive.ts"
import { documentOf, Keeper, startOf } from "./keeper.ts"

let environment: StreamlitEnvironment
let keeper: Keeper

beforeAll(async () => {
  environment = await streamlitEnvironment("1.40.2")
})
beforeEach(async () => {
  keeper = new Keeper()
  await keeper.start()
})
afterEach(async () => keeper.quit())

/** A start that the mason has been asked for, and does not answer. */
async function startInVain() {
  const mason = childOf(keeper.pid, "mason_main.py")
  process.kill(mason, "SIGSTOP")
  const start = startOf(keeper, environment, { "app.py": "import streamlit\n" })
  const answer = keeper.request("start", start)
  // Requests are taken in order.
  await keeper.request("list")
  return { ...start, mason, answer }
}

test("a start that the mason takes with it when it ends is asked of the next one, with what was delivered meanwhile", async () => {
  const start = await startInVain()
  const document = documentOf(2, { NAME: "second" })
  const delivered = keeper.request("deliver", { process: start.process, document, redact: [] })
  process.kill(start.mason, "SIGKILL")
  await start.answer
  await keeper.ready(start.process)
  expect(await delivered).toMatchObject({ serial: 2 })
})

test("a start that waits for a mason that stands still is asked of another one", async () => {
  const start = await startInVain()
  await start.answer
  await keeper.ready(start.process)
  expect(childOf(keeper.pid, "mason_main.py")).not.toBe(start.mason)
})

test("`quit` is answered although a process is never born, and the mason ends with its keeper", async () => {
  const start = await startInVain()
  const [quit, left] = await Promise.allSettled([
    keeper.request("quit", { graceMs: 0 }),
    start.answer,
  ])
  expect([quit.status, left.status]).toEqual(["fulfilled", "rejected"])
  await expect.poll(() => isAlive(start.mason)).toBe(false)
})

import { join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { clarifai } from "@modkeep/contract/auth/resolve-auth"
import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, streamlitReleases } from "../support/streamlit-environments.ts"
import { documentOf, Keeper, runtime, startOf, type Answer } from "./keeper.ts"

const app = `
import os
import streamlit as st
st.text("%s %s %s" % (st.secrets["NAME"], os.environ.get("NAME"), os.environ.get("GONE")))
`

describe.each(streamlitReleases)("Streamlit %s without a name the launcher knows", (release) => {
  const keeper = new Keeper()
  beforeAll(async () => keeper.start())
  afterAll(async () => keeper.quit())

  const run = async (unknown: string, more: Answer = {}) => {
    const environment = await streamlitEnvironment(release)
    const start = startOf(
      keeper,
      environment,
      { "app.py": app },
      {
        runtime: join(import.meta.dirname, "degraded"),
        reach: [environment.basePrefix, environment.folder, resolve(runtime, "..")],
        environment: { UNKNOWN_NAMES: unknown },
        document: documentOf(1, { NAME: "one", GONE: "here" }),
        ...more,
      },
    )
    await keeper.request("start", start)
    return start
  }

  test("values follow by Streamlit's own file poll, and the acknowledgement says so", async () => {
    const start = await run("swap")
    await keeper.ready(start.process)
    const session = await openSession({ socketPath: join(start.folder, "app.sock") })
    expect((await session.run()).texts).toEqual(["one one here"])
    for (const serial of [2, 3]) {
      const document = documentOf(serial, { NAME: `number ${serial}` })
      const told = await keeper.request("deliver", { process: start.process, document })
      expect(told).toMatchObject({ via: "poll", serial })
      expect((await session.run()).texts).toEqual([`number ${serial} number ${serial} None`])
    }
    expect(session.isOpen).toBe(true)
    await session.close()
  })

  test("without pinning, values are delivered all the same", async () => {
    const start = await run("pin,sessions,watch")
    await keeper.ready(start.process)
    const session = await openSession({ socketPath: join(start.folder, "app.sock") })
    await session.run()
    const document = documentOf(2, { NAME: "two" })
    const told = await keeper.request("deliver", { process: start.process, document, rerun: true })
    expect(told).toMatchObject({ via: "direct", rerun: { idle: 1 } })
    expect((await session.nextRun()).texts).toEqual(["two two None"])
    await session.close()
  })

  test("a module with credentials does not start where a visitor's query cannot be judged", async () => {
    const start = await run("rerun", { auth: clarifai })
    const exited = await keeper.event("exited", (each) => each["process"] === start.process)
    expect(exited).toMatchObject({ reason: "launcher", message: expect.stringContaining("query") })
  })
})

// Memory gets short on a real server: the page unused for longest sleeps, its owner reads why, and a visitor wakes it again.
import { afterAll, beforeAll, expect, test } from "vitest"

import { deployOn, type Deployment } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const holding = `
import streamlit as st
@st.cache_resource
def hold():
    held = bytearray(300 << 20)
    held[::4096] = b"x" * len(held[::4096])
    return held
st.text(f"holds {len(hold()) >> 20}")
`

let server: ModkeepServer
let deployment: Deployment
beforeAll(async () => {
  server = await startServer({ settings: { MODKEEP_PAGES_MEMORY: "500MiB" } })
  deployment = await deployOn(server)
})
afterAll(async () => server.dispose())

test("the page unused for longest sleeps, with the reason in its activity and the log; open sessions and later visitors are served", async () => {
  const version = await deployment.publish(holding)
  const first = await deployment.install(version)
  const second = await deployment.install(version)
  expect(await deployment.see(first)).toEqual(["holds 300"])
  const session = await deployment.visit(second)
  expect((await session.run()).texts).toEqual(["holds 300"])
  await deployment.until(first.id, ({ state }) => state === "asleep")
  await expect
    .poll(async () => await deployment.activity(first.id))
    .toContainEqual(
      expect.objectContaining({
        action: "install.sleep",
        actor: expect.objectContaining({ name: "Modkeep" }),
        details: {
          reason: expect.stringMatching(
            /^All pages together used \d+ MiB of memory, and 500 MiB are meant for them$/,
          ),
        },
      }),
    )
  expect(server.output).toContain("because memory is short")
  expect(session.isOpen).toBe(true)
  expect((await session.run()).texts).toEqual(["holds 300"])
  expect((await deployment.show(second.id)).state).toBe("running")
  await session.close()

  expect(await deployment.see(first)).toEqual(["holds 300"])
  await deployment.until(second.id, ({ state }) => state === "asleep")
})

// An upgrade under an open session: the new process comes first, new sessions go there, the old session ends when its visitor leaves.
import { afterAll, beforeAll, expect, test } from "vitest"

import { deployOn, type Deployment } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const code = (mark: string) =>
  `import os, streamlit as st\nst.text("${mark} " + st.secrets["KEY"])\nst.text(str(os.getpid()))\n`

let server: ModkeepServer
let deployment: Deployment
beforeAll(async () => {
  server = await startServer()
  deployment = await deployOn(server)
})
afterAll(async () => server.dispose())

test("the old process serves until the new one does, keeps its session and its own version's saves, and ends when that leaves", async () => {
  const first = await deployment.publish(code("one"), 'KEY = "a"\n')
  const second = await deployment.publish(code("two"), 'KEY = "b"\n')
  const install = await deployment.install(first)
  const old = await deployment.visit(install)
  expect((await old.run()).texts[0]).toBe("one a")
  const [before] = (await deployment.show(install.id)).processes

  const { client } = deployment
  await client.call("installs.upgrade", { params: { id: install.id }, body: { version: second } })
  // Whoever comes is served at every moment of it, by one of the two.
  let shown = ""
  while (shown !== "two b") {
    shown = (await deployment.see(install))[0] ?? ""
    expect(["one a", "two b"]).toContain(shown)
  }
  const both = (await deployment.show(install.id)).processes
  expect(both.map(({ id }) => id)).toContain(before?.id)
  expect(both).toHaveLength(2)
  expect((await old.run()).texts[0]).toBe("one a")
  expect(old.isOpen).toBe(true)

  const saved = await client.call("versions.secrets.put", {
    params: { id: second },
    body: { text: 'KEY = "newer"\n' },
    ifMatch: '"1"',
  })
  expect(saved.data.processes.every(({ acknowledged }) => acknowledged)).toBe(true)
  expect((await deployment.see(install))[0]).toBe("two newer")
  expect((await old.run()).texts[0]).toBe("one a")

  await old.close()
  const { processes } = await deployment.until(install.id, (one) => one.processes.length === 1)
  expect(processes[0]?.id).not.toBe(before?.id)
})

test("a session that stays is not waited for without end: the old process is ended when its time to drain is over", async () => {
  const first = await deployment.publish(code("three"), 'KEY = "a"\n')
  const second = await deployment.publish(code("four"), 'KEY = "b"\n')
  const install = await deployment.install(first)
  const old = await deployment.visit(install)
  await old.run()
  await deployment.client.call("installs.upgrade", {
    params: { id: install.id },
    body: { version: second },
  })
  await old.closed
  const again = await deployment.visit(install)
  expect((await again.run()).texts[0]).toBe("four b")
  await again.close()
  await deployment.until(install.id, ({ processes }) => processes.length === 1)
})

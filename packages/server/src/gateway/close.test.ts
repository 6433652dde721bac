import { afterEach, expect, test } from "vitest"

import { GatewayUnderTest, navigation } from "./gateway-under-test.ts"

let stand: GatewayUnderTest
afterEach(async () => stand.stop())

test("closing lets requests end, refuses new ones with a page that comes back, and waits no longer than told", async () => {
  const rest = Promise.withResolvers<void>()
  stand = await GatewayUnderTest.start({
    module: (_req, res) => void rest.promise.then(() => res.end("whole")),
  })
  const asked = stand.ask()
  await expect.poll(() => stand.gateway.stats().requests).toBe(1)
  const closed = stand.gateway.close(10_000)
  const late = await stand.ask({ headers: navigation })
  expect(late.status).toBe(503)
  expect(late.body).toContain("refresh")
  rest.resolve()
  expect((await asked).body).toBe("whole")
  await closed
})

test("a request that does not end does not hold the closing up", async () => {
  stand = await GatewayUnderTest.start({ module: () => undefined })
  const asked = stand.ask()
  await expect.poll(() => stand.gateway.stats().requests).toBe(1)
  await stand.gateway.close(20)
  expect((await asked).status).toBe(503)
})

test("who waits for an install to wake does not hold the closing up either", async () => {
  stand = await GatewayUnderTest.start({
    route: { state: "asleep" },
    wake: async () => await new Promise(() => undefined),
  })
  const asked = stand.ask()
  await expect.poll(() => stand.gateway.stats().waiting).toBe(1)
  await stand.gateway.close(10_000)
  expect((await asked).status).toBe(503)
})

test("what was answered and refused is counted by status and code, never by install", async () => {
  stand = await GatewayUnderTest.start({ route: { access: "private" } })
  await stand.ask()
  await stand.ask({ host: "ins-0.localhost" })
  await expect.poll(() => stand.gateway.stats().answers.size).toBe(2)
  const { answers, refusals } = stand.gateway.stats()
  expect([...answers]).toEqual([
    [401, 1],
    [421, 1],
  ])
  expect([...refusals]).toEqual([
    ["sign_in.required", 1],
    ["request.wrong_host", 1],
  ])
})

test("hosts below the apps domain are the gateway's, all others are not", async () => {
  stand = await GatewayUnderTest.start()
  const owns = (host: string | undefined) => {
    let answer = false
    stand.server.once("request", (req) => (answer = stand.gateway.owns(req)))
    return stand.ask({ host: host ?? "" }).then(() => answer)
  }
  expect(await owns(stand.host)).toBe(true)
  expect(await owns("ins-unknown.localhost:8700")).toBe(true)
  expect(await owns("localhost:8700")).toBe(false)
  expect(await owns("127.0.0.1:8700")).toBe(false)
  expect(await owns("evil.example")).toBe(false)
})

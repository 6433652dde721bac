// What an operator sees from outside: numbers, log lines and request ids, of a real server with a real module.
import { request } from "node:http"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { text } from "node:stream/consumers"

import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { Browser } from "../support/browser-session.ts"
import { getPage } from "../support/get-page.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"

const root = join(import.meta.dirname, "../..")
const name = "module of a name nobody else has"
const value = "canary-value-1f7c"

let server: ModkeepServer
let install: { id: string; url: string }

beforeAll(async () => {
  server = await startServer()
  const { client, folder } = server
  const repository = await makeRepository(join(folder, "repositories", "m"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text('on')\n",
      "requirements.txt": "streamlit==1.40.2\n",
    },
    "2024-11-30T12:00:00Z",
  )
  const module = await client.call("modules.create", { body: { name, repository: repository.url } })
  const created = await client.call("versions.create", {
    params: { id: module.data.id },
    body: { secrets: 'A = "first"\n' },
  })
  expect(await awaitVersion(client, created.data.id)).toMatchObject({ state: "ready" })
  const app = await client.call("apps.create", { body: { name: "a" } })
  install = (
    await client.call("installs.create", {
      params: { id: app.data.id },
      body: { version: created.data.id, name, access: "public" },
    })
  ).data
  const session = await openSession({
    url: install.url,
    connectTo: { host: "127.0.0.1", port: server.port },
    timeoutMs: 60_000,
  })
  await session.run()
  await client.call("versions.secrets.put", {
    params: { id: created.data.id },
    body: { text: `A = "${value}"\n` },
    ifMatch: '"1"',
  })
  await getPage(`${install.url}?token=${value}`)
  await session.close()
})
afterAll(async () => server.dispose())

interface Asked {
  readonly status: number
  readonly type: string
  readonly body: string
}

async function metrics(headers: Readonly<Record<string, string>> = {}): Promise<Asked> {
  return await new Promise((resolve, reject) => {
    const host = `localhost:${server.port}`
    request({
      host: "127.0.0.1",
      port: server.port,
      path: "/metrics",
      headers: { host, ...headers },
    })
      .on("error", reject)
      .on("response", (res) => {
        text(res).then(
          (body) =>
            resolve({
              status: res.statusCode ?? 0,
              type: res.headers["content-type"] ?? "",
              body,
            }),
          reject,
        )
      })
      .end()
  })
}

/** One sample's value. */
function sample(body: string, line: string): number {
  const found = body.split("\n").find((each) => each.startsWith(`${line} `))
  return Number(found?.slice(line.length))
}

test("builds, wakes, starts, saves, sockets and answers are counted, in Prometheus's text format", async () => {
  const { status, type, body } = await metrics()
  expect(status).toBe(200)
  expect(type).toBe("text/plain; version=0.0.4; charset=utf-8")
  const counted = [
    'modkeep_build_seconds_count{outcome="ready"}',
    'modkeep_wake_seconds_count{outcome="awake"}',
    "modkeep_start_seconds_count",
    "modkeep_acknowledgement_seconds_count",
    'modkeep_installs{state="running"}',
    'modkeep_processes{state="running"}',
    'modkeep_gateway_responses_total{class="1xx"}',
    'modkeep_gateway_responses_total{class="2xx"}',
    "modkeep_gateway_routes",
    "modkeep_engine_reachable",
  ]
  expect(counted.map((line) => [line, sample(body, line)])).toEqual(
    counted.map((line) => [line, 1]),
  )
  expect(sample(body, 'modkeep_wake_seconds_sum{outcome="awake"}')).toBeGreaterThan(0)
  expect(sample(body, 'modkeep_api_responses_total{class="2xx"}')).toBeGreaterThan(5)
  expect(sample(body, "nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0)
})

test("what is gone is counted off and its end by its cause", async () => {
  await server.client.call("installs.sleep", { params: { id: install.id } })
  await expect
    .poll(async () => sample((await metrics()).body, 'modkeep_exits_total{cause="stopped"}'), {
      timeout: 60_000,
    })
    .toBe(1)
  const { body } = await metrics()
  for (const line of [
    'modkeep_processes{state="running"}',
    "modkeep_gateway_sockets",
    "modkeep_sessions",
  ])
    expect([line, sample(body, line)]).toEqual([line, 0])
  expect(sample(body, 'modkeep_installs{state="asleep"}')).toBe(1)
})

test("no id, name or value is in the numbers", async () => {
  const { body } = await metrics()
  for (const word of [value, name, install.id, "ins_", "ins-", "usr_", "ver_", "mk_"])
    expect(body).not.toContain(word)
})

test("the numbers are open on the machine itself, and elsewhere for an operator's token alone", async () => {
  const narrow = await server.client.call("tokens.create", {
    body: { name: "scrape", scopes: ["read"] },
  })
  const foreign = { host: "modkeep.example.org" }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const statuses = async (all: readonly Readonly<Record<string, string>>[]) =>
    await Promise.all(all.map(async (headers) => (await metrics(headers)).status))
  expect(
    await statuses([
      {},
      foreign,
      { "x-forwarded-for": "203.0.113.7" },
      { forwarded: "for=203.0.113.7" },
      { ...foreign, ...bearer(server.token) },
      { ...foreign, ...bearer(narrow.data.value) },
      { ...foreign, ...bearer("mk_wrong") },
    ]),
  ).toEqual([200, 401, 401, 401, 200, 200, 401])
  expect((await metrics(foreign)).body).not.toContain("modkeep_")
})

test("somebody who is no operator does not get the numbers", async () => {
  const { data } = await server.client.call("people.create", { body: { name: "Dana" } })
  const browser = new Browser(server.origin)
  await browser.call("session.begin", { body: { link: data.signInLink } })
  const token = await browser.call("tokens.create", { body: { name: "own", scopes: ["read"] } })
  const headers = { host: "modkeep.example.org", authorization: `Bearer ${token.data.value}` }
  const { status, body } = await metrics(headers)
  expect(status).toBe(403)
  expect(body).toContain("permission.denied")
})

test("every query of the dashboard and of the alerts names numbers that exist", async () => {
  const { body } = await metrics()
  const known = new Set(
    [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, metric = "", kind]) =>
      kind === "histogram" ? [`${metric}_bucket`, `${metric}_count`, `${metric}_sum`] : [metric],
    ),
  )
  const dashboard = await readFile(join(root, "docs/monitoring/grafana-dashboard.json"), "utf8")
  const alerts = await readFile(join(root, "docs/monitoring/alerts.yml"), "utf8")
  const queries = [
    ...[...dashboard.matchAll(/"(?:expr|query)": "((?:[^"\\]|\\.)*)"/g)].map(([, query]) => query),
    ...[...alerts.matchAll(/^\s+expr: (.*)$/gm)].map(([, query]) => query),
  ].join("\n")
  const named = queries.match(/\b(?:modkeep|nodejs|process)_[a-z0-9_]+/g) ?? []
  expect(new Set(named).size).toBeGreaterThan(20)
  expect(named.filter((metric) => !known.has(metric))).toEqual([])
})

test("the id on a visitor's error page is the answer's header and is found in the log, without the query", async () => {
  await server.client.call("installs.stop", { params: { id: install.id } })
  const { status, headers, body } = await getPage(`${install.url}reports?token=${value}`, {
    "sec-fetch-mode": "navigate",
  })
  expect(status).toBeGreaterThanOrEqual(400)
  const shown = /<code>(req_\w+)<\/code>/.exec(body)?.[1]
  expect(shown).toBe(headers["x-request-id"])
  const line = () => server.output.split("\n").find((each) => each.includes(String(shown)))
  await expect.poll(line).toBeDefined()
  expect(JSON.parse(line() ?? "{}")).toMatchObject({
    level: "info",
    requestId: shown,
    install: install.id,
    path: "/reports",
    code: "gateway.off",
  })
})

test("no value, token or query is in the log, and each of its lines is one JSON object", () => {
  const lines = server.output.split("\n").filter((line) => line !== "" && !line.startsWith("  "))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow()
  for (const word of [value, server.token]) expect(server.output).not.toContain(word)
})

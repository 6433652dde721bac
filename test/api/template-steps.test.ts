// POST /templates as events: which step runs, what each took, then the same answer; and that leaving ends the work.
import { join } from "node:path"

import { readTemplate } from "@modkeep/contract/read-template"
import type { TemplateStep } from "@modkeep/contract/schemas/template"
import { afterAll, beforeAll, expect, test } from "vitest"

import { holdRepository } from "../support/held-repository.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"

const at = "2024-11-30T12:00:00Z"
const files = {
  "app.py": "import streamlit as st\nst.text(st.secrets.KEY)\n",
  ".streamlit/secrets.toml": 'KEY = ""\n',
}
let server: ModkeepServer
let made = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server.dispose()
})

async function newRepository(): Promise<ModuleRepository> {
  const repository = await makeRepository(join(server.folder, "repositories", `r${(made += 1)}`))
  await repository.commit(files, at)
  return repository
}

async function post(body: object, accept?: string): Promise<Response> {
  return await fetch(`${server.origin}/api/v1/templates`, {
    method: "POST",
    headers: {
      ...(accept === undefined ? {} : { accept }),
      authorization: `Bearer ${server.token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  })
}

test("each step is told as it begins and with its time as it ends, and the answer is that of JSON", async () => {
  const body = { repository: (await newRepository()).url }
  const steps: TemplateStep[] = []
  const onStep = (step: TemplateStep) => void steps.push(step)
  const read = await readTemplate(server.client, { body, onStep })
  expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
    ...["resolve running", "resolve done", "template running", "template done"],
    ...["scan running", "scan done"],
  ])
  expect(steps.map(({ ms }) => ms === null)).toEqual([true, false, true, false, true, false])
  expect(Math.max(...steps.map(({ ms }) => ms ?? 0))).toBeGreaterThan(0)
  expect(read).toEqual((await server.client.call("templates.create", { body })).data)
})

test("whoever does not ask for events by name gets the answer as JSON", async () => {
  const body = { repository: (await newRepository()).url }
  for (const accept of [undefined, "*/*", "application/json"]) {
    const response = await post(body, accept)
    expect(response.headers.get("content-type")).toBe("application/json")
    expect(await response.json()).toMatchObject({ template: { found: true } })
  }
})

test("a fault on the way is the last event, with its code and request; one before it is a status", async () => {
  const repository = await newRepository()
  const response = await post({ repository: repository.url, ref: "nowhere" }, "text/event-stream")
  expect(response.status).toBe(200)
  const events = [...(await response.text()).matchAll(/^data: (.+)$/gm)].map(
    ([, data = ""]) => JSON.parse(data) as object,
  )
  expect(events).toMatchObject([
    { kind: "step", step: "resolve", state: "running", ms: null },
    {
      kind: "problem",
      problem: {
        code: "git.ref_not_found",
        status: 422,
        requestId: response.headers.get("x-request-id"),
      },
    },
  ])
  expect((await post({ ref: 5 }, "text/event-stream")).status).toBe(400)
})

test.each(["as events", "as JSON"])(
  "leaving a reading %s ends its Git on the server, and is no failure of it",
  async (how) => {
    const repository = await newRepository()
    const held = await holdRepository(repository)
    const abort = new AbortController()
    const before = server.output.length
    const failuresBefore = await failures()
    const input = { body: { repository: repository.url }, signal: abort.signal }
    const reading =
      how === "as JSON"
        ? server.client.call("templates.create", input)
        : readTemplate(server.client, { ...input, onStep: () => undefined })
    const ended = reading.catch((thrown: unknown) => thrown)
    await expect.poll(held.waiting).not.toEqual([])
    abort.abort()
    expect(await ended).toMatchObject({ name: "AbortError" })
    await expect.poll(held.waiting, { timeout: 5000 }).toEqual([])
    await server.client.call("me.get", {})
    expect(server.output.slice(before)).not.toContain('"level":"error"')
    expect(await failures()).toBe(failuresBefore)
  },
)

/** Answers of the API so far that were the server's failure. */
async function failures(): Promise<number> {
  const text = await (await fetch(`${server.origin}/metrics`)).text()
  return Number(/^modkeep_api_responses_total\{class="5xx"\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

test("a reading that a restart of the server cut is taken up again and comes to its answer", async () => {
  const repository = await newRepository()
  const held = await holdRepository(repository)
  const steps: string[] = []
  const reading = readTemplate(server.client, {
    body: { repository: repository.url },
    onStep: ({ step, state }) => void steps.push(`${step} ${state}`),
  })
  await expect.poll(held.waiting).not.toEqual([])
  await server.end("SIGKILL")
  const [again] = await Promise.all([reading, server.start().then(held.release)])
  expect(again.template.found).toBe(true)
  expect(steps.filter((step) => step === "resolve running").length).toBe(2)
})

// POST /modules/{id}/environment: what it says of an environment is what a build then does.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { afterAll, beforeAll, expect, test } from "vitest"

import { awaitVersion } from "../support/await-version.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"

const app = { "app.py": "import streamlit as st\nst.text(1)\n" }

let server: ModkeepServer
let client: Client
let repository: ModuleRepository
let module: string

beforeAll(async () => {
  server = await startServer()
  client = server.client
  repository = await makeRepository(join(server.folder, "repositories", "m"))
  const files = { ...app, "requirements.txt": "streamlit==1.40.2\n" }
  await repository.commit(files, "2024-11-30T12:00:00Z")
  const body = { name: "m", repository: repository.url }
  module = (await client.call("modules.create", { body })).data.id
})
afterAll(async () => {
  await server.dispose()
})

async function preview(body: Parameters<typeof client.call<"versions.environment">>[1]["body"]) {
  return (await client.call("versions.environment", { params: { id: module }, body })).data
}

async function newVersion() {
  const { data } = await client.call("versions.create", { params: { id: module }, body: {} })
  return await awaitVersion(client, data.id)
}

test("an environment that a version has is named with that version, and the next version uses it again", async () => {
  const first = await newVersion()
  expect(first.state).toBe("ready")
  await repository.commit({ "notes.txt": "another commit" }, "2024-11-30T12:30:00Z")
  const told = await preview({})
  expect(told).toMatchObject({
    state: "built",
    environment: first.environment,
    version: { id: first.id, number: 1 },
    streamlit: "1.40.2",
    python: first.python,
    asOf: "2024-11-30T12:30:00.000Z",
  })
  expect(told.packages).toBeGreaterThan(20)
  const second = await newVersion()
  expect(second).toMatchObject({ commit: told.commit, environment: told.environment })
  const events = await client.call("versions.events", { params: { id: second.id } })
  expect(events.data.items.map(({ text }) => text).join("\n")).toContain("is there already")
})

test("another choice is another environment: what nobody built is absent, and asking builds nothing", async () => {
  const told = await preview({ extraPackages: ["iniconfig==1.1.1"] })
  expect(told).toMatchObject({ state: "absent", version: null })
  expect(await preview({ extraPackages: ["iniconfig==1.1.1"] })).toEqual(told)
  expect(told.environment).not.toBe((await preview({})).environment)
})

test("what cannot be resolved is said before anything is stored", async () => {
  const before = (await client.call("versions.list", { params: { id: module } })).data.items.length
  const asked = preview({ extraPackages: ["streamlit==1.39.0"] })
  await expect(asked).rejects.toMatchObject({ problem: { code: "environment.resolve" } })
  const { items } = (await client.call("versions.list", { params: { id: module } })).data
  expect(items.length).toBe(before)
})

test("a version is of the commit and folder that were named, whatever the branch does meanwhile", async () => {
  const inFolder = {
    "inner/app.py": app["app.py"],
    "inner/requirements.txt": "streamlit==1.40.2\n",
  }
  const commit = await repository.commit(inFolder, "2024-11-30T12:40:00Z")
  await repository.commit({ "later.txt": "later" }, "2024-11-30T12:50:00Z")
  const body = { ref: commit, directory: "inner" }
  expect((await preview(body)).commit).toBe(commit)
  const { data } = await client.call("versions.create", { params: { id: module }, body })
  expect(data).toMatchObject({ commit, directory: "inner", entrypoint: "app.py" })
})

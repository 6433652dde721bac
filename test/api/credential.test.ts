// A module's stored credential goes to the repository it was given for and nowhere else, whatever a request names.
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"
import { afterAll, beforeAll, expect, test } from "vitest"

import { selfSigned } from "../git/certificate.ts"
import { type GitHost, startGitHost } from "../git/https-server.ts"
import { Repository, workspace } from "../git/repository.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const space = workspace()
const token = "canary_c4d1e8aa"
let own: GitHost
let foreign: GitHost
let server: ModkeepServer
let client: Client
let module: string

beforeAll(async () => {
  const certificate = selfSigned(["localhost"])
  const file = join(space.path, "authority.pem")
  writeFileSync(file, certificate.certificate)
  new Repository(space.path, "app")
    .write("app.py", "import streamlit as st\nst.text(1)\n")
    .write("requirements.txt", "streamlit==1.40.2\n")
    .commit("one")
  own = await startGitHost(space.path, certificate, `x-access-token:${token}`)
  foreign = await startGitHost(space.path, certificate, "nobody:nothing")
  server = await startServer({
    settings: { MODKEEP_GIT_PRIVATE_HOSTS: "localhost", GIT_SSL_CAINFO: file },
  })
  client = server.client
  const body = { name: "m", repository: `https://localhost:${own.port}/private/app` }
  module = (await client.call("modules.create", { body })).data.id
  await client.call("modules.credential.put", {
    params: { id: module },
    body: { kind: "https-token", value: token },
  })
})
afterAll(async () => {
  await server.dispose()
  await Promise.all([own.close(), foreign.close()])
  space.remove()
})

function shown({ requests }: GitHost): (string | undefined)[] {
  return requests.map(({ authorization }) => authorization).filter((sent) => sent !== undefined)
}

test("it opens its own repository, and is never read back", async () => {
  const { data } = await client.call("templates.create", { body: { module } })
  expect(data.entrypoint).toBe("app.py")
  expect(shown(own).length).toBeGreaterThan(0)
  const read = (await client.call("modules.get", { params: { id: module } })).data
  expect(read.credential).toEqual({ kind: "https-token", publicKey: null })
  expect(JSON.stringify([data, read])).not.toContain(token)
})

test("a request that names another repository does not carry it there", async () => {
  const repository = `https://localhost:${foreign.port}/open/app`
  await client.call("templates.create", { body: { module, repository } })
  expect(foreign.requests.length).toBeGreaterThan(0)
  expect(shown(foreign)).toEqual([])
})

test("a module that moves to another repository forgets it, and the log says so", async () => {
  const params = { id: module }
  const repository = `https://localhost:${foreign.port}/private/app`
  const moved = await client.call("modules.update", { params, body: { repository } })
  expect(moved.data.credential).toBeNull()
  await expect(
    client.call("versions.create", { params, body: { secrets: "" } }),
  ).rejects.toMatchObject({ problem: { status: 422 } })
  expect(shown(foreign)).toEqual([])
  const { items } = (await client.call("audit.list", { query: { subject: module } })).data
  expect(items.map(({ action }) => action)).toContain("module.credential.forget")
})

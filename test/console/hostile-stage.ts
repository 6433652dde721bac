// The same things as the stage's, named and filled by somebody who tries everything a text can try: markup, addresses that run,
// characters that reorder their neighbours, signs for terminals, length without a space.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"

import { awaitVersion } from "../support/await-version.ts"
import type { ModkeepServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"
import { openSession } from "../support/streamlit-client.ts"
import type { Stage } from "./stage.ts"

/** What runs in a page that takes a text for markup or for an address. */
export const payloads = [
  "<img src=x onerror=canary()>",
  "<script>canary()</script>",
  '"><svg/onload=canary()>',
  "' onfocus=canary() autofocus='",
  "javascript:canary()",
  "</title><script>canary()</script>",
  "<iframe srcdoc='<script>parent.canary()</script>'>",
  "${canary()}{{canary()}}",
  "&lt;img src=x onerror=canary()&gt;",
  "[x](javascript:canary())",
] as const

/** Right-to-left override, isolate, zero-width space. */
export const bidi = "\u202Egpj\u2067\u200B"
/** ANSI colour, a link and a window title as terminals know them. */
export const terminal =
  "\u001B[31m\u001B]8;;javascript:canary()\u0007click\u001B]8;;\u0007\u001B]0;canary\u0007"

/** A name of 80 characters, the most that a name may have. */
function nameOf(number: number): string {
  return `${number} ${payloads[number % payloads.length]} ${bidi}${"w".repeat(80)}`.slice(0, 80)
}

const long = "W".repeat(120)
const payloadText = payloads.join(" ")
const pythonText = JSON.stringify(`${payloadText} ${terminal}`)
const template = `${payloads.map((each) => `# ${each} ${bidi}`).join("\n")}
# @example=${payloads[1]}
"${payloads[1]}" = ""
# ${payloadText}
KEY_${long} = ""
["section ${payloads[1]}"]
"${payloads[0]}" = ""
`
const filled = template.replaceAll(' = ""', ' = "canary_value"')
const app = `import os
import streamlit as st
print(${pythonText}, flush=True)
st.text(st.secrets[${JSON.stringify(payloads[1])}])
st.text(st.secrets[${JSON.stringify(`not there ${payloads[1]}`)}])
st.text(os.environ.get(${JSON.stringify(payloads[3])}))
`
const page = `pages/1_${payloads[0]}.py`
const date = "2024-11-30T12:00:00Z"
const requirements = "streamlit==1.40.2\n"
const commit = {
  subject: `${payloadText} ${bidi} ${long}`,
  author: `${payloads[3]} ${payloads[4]} ${bidi}`,
}

export async function setHostileStage(server: ModkeepServer): Promise<Stage> {
  const { client } = server
  const repository = await makeRepository(join(server.folder, "repositories", "W".repeat(200)))
  const files = { "app.py": app, [page]: app, ".streamlit/secrets.toml": template }
  await repository.commit({ ...files, "requirements.txt": requirements }, date, commit)
  const names = {
    module: nameOf(0),
    emptyModule: nameOf(1),
    app: nameOf(2),
    emptyApp: nameOf(3),
    install: nameOf(4),
  }
  const create = async (name: string) =>
    (await client.call("modules.create", { body: { name, repository: repository.url } })).data.id
  const module = await create(names.module)
  const emptyModule = await create(names.emptyModule)
  const hostileModule = await create(`<img src=x onerror=canary()> ${bidi}`)
  const notes = `${payloadText}\n${bidi}${terminal}${long}`
  const version = await newVersion(client, module, { secrets: filled, notes })
  const makeApp = async (name: string) =>
    (await client.call("apps.create", { body: { name } })).data.id
  const app_ = await makeApp(names.app)
  const install = await installIn(server, { app: app_, version, name: names.install })
  const emptyApp = await makeApp(names.emptyApp)
  await addPeople(client)
  await tellReasons(client, { version, install })
  return { module, emptyModule, hostileModule, app: app_, emptyApp, install, version, names }
}

async function newVersion(
  client: Client,
  module: string,
  body: { secrets: string; notes: string },
): Promise<string> {
  const params = { id: module }
  const { data } = await client.call("versions.create", { params, body })
  const built = await awaitVersion(client, data.id)
  if (built.state !== "ready") throw new Error(JSON.stringify(built.failure))
  return data.id
}

/** It has run, and its log holds what it had to say. */
async function installIn(
  server: ModkeepServer,
  { app: id, version, name }: { app: string; version: string; name: string },
): Promise<string> {
  const { data } = await server.client.call("installs.create", {
    params: { id },
    body: {
      version,
      name,
      access: "public",
      query: { word: payloadText, [`p${"_".repeat(60)}`]: long },
    },
  })
  const connectTo = { host: "127.0.0.1", port: server.port }
  const session = await openSession({ url: data.url, connectTo, timeoutMs: 60_000 })
  await session.run()
  await session.close()
  return data.id
}

async function addPeople(client: Client): Promise<void> {
  const owner = (await client.call("me.get", {})).data.owners[0]?.id ?? ""
  await client.call("members.add", { params: { id: owner }, body: { name: nameOf(5) } })
  await client.call("people.create", { body: { name: nameOf(6) } })
  await client.call("tokens.create", { body: { name: nameOf(7), scopes: ["read"] } })
  await client.call("owners.create", { body: { name: nameOf(8) } })
}

/** Reasons stand in the histories and in the audit log. */
async function tellReasons(
  client: Client,
  { version, install }: { version: string; install: string },
): Promise<void> {
  const reason = `${payloadText}\n${bidi}${terminal}${long}`
  const params = { id: version }
  const now = await client.call("versions.secrets.get", { params })
  const text = now.data.text.replace(`# ${payloads[0]}`, `# changed ${payloads[0]}`)
  await client.call("versions.secrets.put", {
    params,
    ifMatch: now.etag ?? "",
    body: { text, reason },
  })
  await client.call("versions.secrets.reveal", { params, body: { path: [payloads[1]], reason } })
  const own = await client.call("installs.secrets.get", { params: { id: install } })
  await client.call("installs.secrets.put", {
    params: { id: install },
    ifMatch: own.etag ?? "",
    body: { text: `# ${payloadText} ${bidi}\n"${payloads[1]}" = "canary_value"\n`, reason },
  })
}

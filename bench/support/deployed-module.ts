// A module on a real Modkeep, of one Streamlit release, deployed and awake; its secrets are changed over the API as anybody does.
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

import type { Client } from "@modkeep/contract/client"

import { awaitVersion } from "../../test/support/await-version.ts"
import type { ModkeepServer } from "../../test/support/modkeep-server.ts"
import { makeRepository } from "../../test/support/module-repository.ts"
import { openSession, type StreamlitSession } from "../../test/support/streamlit-client.ts"
import type { StreamlitRelease } from "../../test/support/streamlit-environments.ts"

const showing = `import os
import streamlit as st
st.text("value " + st.secrets["API_KEY"])
st.text("environment " + os.environ["API_KEY"])
st.text("runs " + str(st.session_state.setdefault("runs", 0)))
st.session_state.runs += 1
`
/** Dependencies are resolved as of the commit's day: the releases' own time. */
const committed = {
  "1.23.1": "2023-07-14T12:00:00Z",
  "1.40.2": "2024-11-30T12:00:00Z",
  "1.67.0": "2026-11-20T12:00:00Z",
} as const satisfies Record<StreamlitRelease, string>

export interface SaveTimes {
  /** From the request to its answer, which comes when every process has acknowledged. */
  readonly totalMs: number
  /** Of it: from handing the document to the engine to the slowest process's acknowledgement. */
  readonly deliveredMs: number
}

export interface DeployOptions {
  readonly value: string
  /** Default: one that shows what it holds. */
  readonly script?: string
  readonly name?: string
  readonly idleMinutes?: number
}

export class DeployedModule {
  readonly #server: ModkeepServer
  readonly #client: Client
  readonly #release: StreamlitRelease
  readonly #version: string
  readonly #app: string
  readonly #install: string
  readonly #url: string
  #etag: string

  constructor(
    server: ModkeepServer,
    made: { release: StreamlitRelease; version: string; app: string; install: string; url: string },
  ) {
    const { release, version, app, install, url } = made
    this.#server = server
    this.#client = server.client
    this.#release = release
    this.#version = version
    this.#app = app
    this.#install = install
    this.#url = url
    this.#etag = '"1"'
  }

  /** Saves. @throws when a process did not acknowledge, or none is there. */
  async change(value: string, sessions?: "rerun"): Promise<SaveTimes> {
    const start = performance.now()
    const { data, etag } = await this.#client.call("versions.secrets.put", {
      params: { id: this.#version },
      body: { text: `API_KEY = "${value}"\n`, ...(sessions === undefined ? {} : { sessions }) },
      ifMatch: this.#etag,
    })
    const totalMs = performance.now() - start
    this.#etag = etag ?? ""
    const times = data.processes.map(({ acknowledged, ms }) => (acknowledged ? ms : null))
    if (times.length === 0 || times.includes(null))
      throw new Error(`Not acknowledged: ${JSON.stringify(data)}`)
    return { totalMs, deliveredMs: Math.max(...times.map((ms) => ms ?? 0)) }
  }

  /** Resolves when nothing of it runs; the next visit wakes it. */
  async sleep(): Promise<void> {
    await this.#client.call("installs.sleep", { params: { id: this.#install } })
    while ((await this.#state()) !== "asleep") await wait(20)
  }

  async #state(): Promise<string> {
    const { data } = await this.#client.call("installs.get", { params: { id: this.#install } })
    return data.state
  }

  /** Resolves when it runs. */
  async awake(): Promise<void> {
    while ((await this.#state()) !== "running") await wait(50)
  }

  /** Another install of the same version, in the same app. */
  async again(): Promise<DeployedModule> {
    const { data } = await this.#client.call("installs.create", {
      params: { id: this.#app },
      body: { version: this.#version, access: "public", idleMinutes: 0 },
    })
    const made = { release: this.#release, version: this.#version, app: this.#app }
    return new DeployedModule(this.#server, { ...made, install: data.id, url: data.url })
  }

  async visit(): Promise<StreamlitSession> {
    return await openSession({
      url: this.#url,
      connectTo: { host: "127.0.0.1", port: this.#server.port },
      timeoutMs: 60_000,
      sessionIdSecond: this.#release === "1.23.1",
    })
  }
}

export async function deployModule(
  server: ModkeepServer,
  release: StreamlitRelease,
  { value, script = showing, name = "bench", idleMinutes = 0 }: DeployOptions,
): Promise<DeployedModule> {
  const { client } = server
  const folder = join(server.folder, "repositories", `${name}-${release}`)
  const repository = await makeRepository(folder)
  await repository.commit(
    { "app.py": script, "requirements.txt": `streamlit==${release}\n` },
    committed[release],
  )
  const module = await client.call("modules.create", {
    body: { name: `${name} ${release}`, repository: repository.url },
  })
  const created = await client.call("versions.create", {
    params: { id: module.data.id },
    body: { secrets: `API_KEY = "${value}"\n` },
  })
  const version = await awaitVersion(client, created.data.id)
  if (version.state !== "ready") throw new Error(`Not deployed: ${JSON.stringify(version.failure)}`)
  const app = await client.call("apps.create", { body: { name: `${name} ${release}` } })
  const install = await client.call("installs.create", {
    params: { id: app.data.id },
    body: { version: version.id, access: "public", idleMinutes },
  })
  const made = { release, version: version.id, app: app.data.id }
  return new DeployedModule(server, { ...made, install: install.data.id, url: install.data.url })
}

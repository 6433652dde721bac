// A module on a real Modkeep, of one Streamlit release, deployed and awake; its secrets are changed over the API as anybody does.
import { join } from "node:path"

import type { Client } from "@modkeep/contract/client"

import { awaitVersion } from "../../test/support/await-version.ts"
import type { ModkeepServer } from "../../test/support/modkeep-server.ts"
import { makeRepository } from "../../test/support/module-repository.ts"
import { openSession, type StreamlitSession } from "../../test/support/streamlit-client.ts"
import type { StreamlitRelease } from "../../test/support/streamlit-environments.ts"

const script = `import os
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

export class DeployedModule {
  readonly #server: ModkeepServer
  readonly #client: Client
  readonly #release: StreamlitRelease
  readonly #version: string
  readonly #url: string
  #etag: string

  constructor(
    server: ModkeepServer,
    { release, version, url }: { release: StreamlitRelease; version: string; url: string },
  ) {
    this.#server = server
    this.#client = server.client
    this.#release = release
    this.#version = version
    this.#url = url
    this.#etag = '"1"'
  }

  /** Saves. @throws when a process did not acknowledge, or none is there. */
  async change(value: string): Promise<SaveTimes> {
    const start = performance.now()
    const { data, etag } = await this.#client.call("versions.secrets.put", {
      params: { id: this.#version },
      body: { text: `API_KEY = "${value}"\n` },
      ifMatch: this.#etag,
    })
    const totalMs = performance.now() - start
    this.#etag = etag ?? ""
    const times = data.processes.map(({ acknowledged, ms }) => (acknowledged ? ms : null))
    if (times.length === 0 || times.includes(null))
      throw new Error(`Not acknowledged: ${JSON.stringify(data)}`)
    return { totalMs, deliveredMs: Math.max(...times.map((ms) => ms ?? 0)) }
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
  value: string,
): Promise<DeployedModule> {
  const { client } = server
  const repository = await makeRepository(join(server.folder, "repositories", `bench-${release}`))
  await repository.commit(
    { "app.py": script, "requirements.txt": `streamlit==${release}\n` },
    committed[release],
  )
  const module = await client.call("modules.create", {
    body: { name: `bench ${release}`, repository: repository.url },
  })
  const created = await client.call("versions.create", {
    params: { id: module.data.id },
    body: { secrets: `API_KEY = "${value}"\n` },
  })
  const version = await awaitVersion(client, created.data.id)
  if (version.state !== "ready") throw new Error(`Not deployed: ${JSON.stringify(version.failure)}`)
  const app = await client.call("apps.create", { body: { name: `bench ${release}` } })
  const install = await client.call("installs.create", {
    params: { id: app.data.id },
    body: { version: version.id, access: "public", idleMinutes: 0 },
  })
  return new DeployedModule(server, { release, version: version.id, url: install.data.url })
}

// What the console's tests look at: a ready version, one that failed, installs, hostile names, and a module without versions.
import { join } from "node:path"

import { awaitVersion } from "../support/await-version.ts"
import type { ModkeepServer } from "../support/modkeep-server.ts"
import { makeRepository } from "../support/module-repository.ts"

/** A name that tries everything a name can try: markup, a bidirectional override, length. */
export const hostileName = '<img src=x onerror="document.title=1">\u202Egpj ' + "w".repeat(30)

export interface Stage {
  readonly module: string
  readonly emptyModule: string
  readonly hostileModule: string
  readonly app: string
  readonly emptyApp: string
  readonly install: string
  readonly version: string
  /** As the pages' headings show them. */
  readonly names: Readonly<
    Record<"module" | "emptyModule" | "app" | "emptyApp" | "install", string>
  >
}

export async function setStage(server: ModkeepServer): Promise<Stage> {
  const { client } = server
  const repository = await makeRepository(join(server.folder, "repositories", "sales"))
  await repository.commit(
    {
      "app.py": "import streamlit as st\nst.text(st.secrets.OPENAI_API_KEY)\n",
      "requirements.txt": "streamlit==1.40.2\n",
      ".streamlit/secrets.toml": '# From platform.openai.com\nOPENAI_API_KEY = ""\n',
    },
    "2024-11-30T12:00:00Z",
  )
  const create = async (name: string) =>
    (await client.call("modules.create", { body: { name, repository: repository.url } })).data.id
  const module = await create("sales-dashboard")
  const emptyModule = await create("not deployed yet")
  const hostileModule = await create(hostileName)
  const version = (
    await client.call("versions.create", {
      params: { id: module },
      body: { secrets: 'OPENAI_API_KEY = "canary_value_of_the_console"\n' },
    })
  ).data.id
  await awaitVersion(client, version)
  const app = (await client.call("apps.create", { body: { name: "Team app" } })).data.id
  const emptyApp = (await client.call("apps.create", { body: { name: "Empty app" } })).data.id
  const install = (
    await client.call("installs.create", {
      params: { id: app },
      body: { version, name: "Sales, Europe" },
    })
  ).data.id
  const names = {
    module: "sales-dashboard",
    emptyModule: "not deployed yet",
    app: "Team app",
    emptyApp: "Empty app",
    install: "Sales, Europe",
  }
  return { module, emptyModule, hostileModule, app, emptyApp, install, version, names }
}

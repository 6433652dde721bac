// Modules on a real server: a version of some files, installs of it, sessions and questions about them.
import { randomUUID } from "node:crypto"
import { join } from "node:path"

import type { AnswerOf, Client } from "@modkeep/contract/client"

import { awaitVersion } from "./await-version.ts"
import type { ModkeepServer } from "./modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "./module-repository.ts"
import { openSession, type StreamlitSession } from "./streamlit-client.ts"

/** Every release that counts as old was there by then. */
const committedAt = "2024-11-30T12:00:00Z"
const patienceMs = 60_000

export type ShownInstall = AnswerOf<"installs.get">

export class Deployment {
  readonly server: ModkeepServer
  readonly module: string
  readonly app: string
  readonly #repository: ModuleRepository

  constructor(
    server: ModkeepServer,
    { repository, module, app }: { repository: ModuleRepository; module: string; app: string },
  ) {
    this.server = server
    this.#repository = repository
    this.module = module
    this.app = app
  }

  /** Anew each time: a server that was started again may have another token. */
  get client(): Client {
    return this.server.client
  }

  /** Resolves with the id of a version that is ready. `more`: files beside the script. */
  async publish(
    script: string,
    secrets = "",
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const files = { "app.py": script, "requirements.txt": "streamlit==1.40.2\n" }
    await this.#repository.commit({ ...files, ...more }, committedAt)
    const created = await this.client.call("versions.create", {
      params: { id: this.module },
      body: { secrets },
    })
    const version = await awaitVersion(this.client, created.data.id)
    if (version.state !== "ready") throw new Error(`Not ready: ${JSON.stringify(version.failure)}`)
    return version.id
  }

  async install(version: string, more: Record<string, unknown> = {}): Promise<ShownInstall> {
    const body = { version, name: randomUUID(), access: "public" as const, ...more }
    return (await this.client.call("installs.create", { params: { id: this.app }, body })).data
  }

  async show(id: string): Promise<ShownInstall> {
    return (await this.client.call("installs.get", { params: { id } })).data
  }

  async until(id: string, holds: (shown: ShownInstall) => boolean): Promise<ShownInstall> {
    const end = performance.now() + patienceMs
    for (;;) {
      const shown = await this.show(id)
      if (holds(shown)) return shown
      if (performance.now() > end) throw new Error(`It stays as it is: ${JSON.stringify(shown)}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  async visit(install: { url: string }, sessionId?: string): Promise<StreamlitSession> {
    return await openSession({
      url: install.url,
      connectTo: { host: "127.0.0.1", port: this.server.port },
      timeoutMs: patienceMs,
      ...(sessionId === undefined ? {} : { sessionId }),
    })
  }

  /** What one visitor sees, who leaves again. */
  async see(install: { url: string }): Promise<readonly string[]> {
    const session = await this.visit(install)
    const { texts } = await session.run()
    await session.close()
    return texts
  }

  /** What Modkeep itself did to the install, as its activity shows it. */
  async activity(id: string): Promise<AnswerOf<"audit.list">["items"]> {
    return (await this.client.call("audit.list", { query: { subject: id } })).data.items
  }
}

export async function deployOn(server: ModkeepServer): Promise<Deployment> {
  const name = randomUUID()
  const repository = await makeRepository(join(server.folder, "repositories", name))
  const { client } = server
  const body = { name, repository: repository.url, entrypoint: "app.py" }
  const module = await client.call("modules.create", { body })
  const app = await client.call("apps.create", { body: { name } })
  return new Deployment(server, { repository, module: module.data.id, app: app.data.id })
}

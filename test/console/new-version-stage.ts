// What the tests of "New version" begin with: a server, a browser, repositories of their own and modules of them.
import { join } from "node:path"

import type { Browser, Page } from "playwright-core"

import { openChromium } from "../support/chromium.ts"
import { type ModkeepServer, type ServerOptions, startServer } from "../support/modkeep-server.ts"
import { makeRepository, type ModuleRepository } from "../support/module-repository.ts"
import { waitForEditor } from "./editor-page.ts"
import { buildConsole, type OpenConsole, openConsole, signIn, type View } from "./open-console.ts"

export const code =
  'import streamlit as st\nst.text(st.secrets.OPENAI_API_KEY)\nst.text(st.secrets["REGION"])\n'
const requirements = { "requirements.txt": "streamlit==1.40.2\n" }

export class NewVersionStage {
  readonly server: ModkeepServer
  readonly #browser: Browser
  #folders = 0
  #modules = 0

  private constructor(server: ModkeepServer, browser: Browser) {
    this.server = server
    this.#browser = browser
  }

  static async set(options: ServerOptions = {}): Promise<NewVersionStage> {
    buildConsole()
    const server = await startServer(options)
    return new NewVersionStage(server, await openChromium())
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.server.dispose()
  }

  /** Signed in, at the list of modules. */
  async console(view: View = {}): Promise<OpenConsole> {
    const console = await openConsole(this.#browser, this.server, view)
    await signIn(this.server, console)
    return console
  }

  async repositoryWith(files: Readonly<Record<string, string>>): Promise<ModuleRepository> {
    const path = join(this.server.folder, "repositories", `r${(this.#folders += 1)}`)
    const made = await makeRepository(path)
    await made.commit({ ...requirements, ...files }, "2024-11-30T12:00:00Z")
    return made
  }

  async newModule(url: string): Promise<string> {
    const body = { name: `assistant ${(this.#modules += 1)}`, repository: url }
    return (await this.server.client.call("modules.create", { body })).data.id
  }

  async openNew({ page }: OpenConsole, module: string): Promise<void> {
    await page.goto(`/modules/${module}/new`)
    await waitForEditor(page)
  }
}

/** The button says what is missing: its name begins alike. */
export const create = (page: Page) => page.getByRole("button", { name: /^Create version/ })

export const isVersionPage = (url: URL) => /\/v\/\d+\/overview$/.test(url.pathname)

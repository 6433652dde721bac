// The console in a real browser against a real server, watched: whatever the page reports as an error, every request to another
// origin and every address that is asked are kept for the test.
import { execFile, execFileSync } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

import type { Browser, BrowserContext, Page } from "playwright-core"

import type { ModkeepServer } from "../support/modkeep-server.ts"

const root = join(import.meta.dirname, "../..")
const screenshots = join(root, ".cache", "screenshots")

/** Builds the console when its sources changed: a server that is running serves it at the next page. */
export function buildConsole(): void {
  execFileSync(process.execPath, [join(root, "tools/console.mjs")], { stdio: "ignore" })
}

export interface View {
  readonly theme?: "light" | "dark"
  readonly width?: number
  /** Where the browser finds the server, when not at its own port. */
  readonly origin?: string
}

export class OpenConsole {
  readonly page: Page
  /** Console errors, policy violations, uncaught errors. */
  readonly troubles: string[] = []
  readonly foreign: string[] = []

  constructor(page: Page, origin: string) {
    this.page = page
    page.on("console", (message) => {
      // A refused request is the test's own doing and is seen on the page.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        this.troubles.push(message.text())
    })
    page.on("pageerror", (error) => this.troubles.push(String(error)))
    page.on("request", (request) => {
      if (!request.url().startsWith(origin)) this.foreign.push(request.url())
    })
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}

/** A page of its own context: nobody is signed in. */
export async function openConsole(
  browser: Browser,
  server: ModkeepServer,
  { theme = "light", width = 1280, origin = server.origin }: View = {},
): Promise<OpenConsole> {
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: theme,
    viewport: { width, height: 800 },
    reducedMotion: "reduce",
  })
  return new OpenConsole(await context.newPage(), origin)
}

const sessions = new WeakMap<ModkeepServer, Awaited<ReturnType<BrowserContext["cookies"]>>>()

/**
 * Shows the modules, signed in. The first time by the form, afterwards with the same session: a server takes five sign-ins a
 * minute and address.
 */
export async function signIn(server: ModkeepServer, console: OpenConsole): Promise<void> {
  const { page } = console
  const known = sessions.get(server)
  if (known === undefined) {
    await signInByForm(server, console)
    await shareSession(server, console)
    return
  }
  await page.context().addCookies(known)
  await page.goto("/modules")
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
}

/** Shows the modules to the first person, who is the operator and so sees every page; later consoles are signed in as the same. */
export async function signInAsOperator(server: ModkeepServer, console: OpenConsole): Promise<void> {
  if (!sessions.has(server)) {
    await console.page.goto(await firstPersonsLink(server))
    await console.page.getByRole("button", { name: "Sign in" }).click()
    await putOffAccount(console.page)
    await console.page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
    await shareSession(server, console)
  }
  await signIn(server, console)
}

/** Later consoles of this server are signed in as this one is. */
export async function shareSession(server: ModkeepServer, { page }: OpenConsole): Promise<void> {
  sessions.set(server, await page.context().cookies())
}

/** Signs in by the form as somebody new, who puts off the password. */
export async function signInByForm(server: ModkeepServer, { page }: OpenConsole): Promise<void> {
  await page.goto(await signInLink(server))
  await page.getByRole("button", { name: "Sign in" }).click()
  await putOffAccount(page)
  await page.getByRole("heading", { level: 1, name: "Modules" }).waitFor()
}

/** The step that a first sign-in by link leads to. */
export async function putOffAccount(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1, name: "Create your account" }).waitFor()
  await page.getByRole("button", { name: "Not now" }).click()
}

let people = 0

/** A fresh one-time link: each is good once. */
export async function signInLink(server: ModkeepServer): Promise<string> {
  const me = (await server.client.call("me.get", {})).data
  const added = await server.client.call("members.add", {
    params: { id: me.owners[0]?.id ?? "" },
    body: { name: `Person ${(people += 1)}`, role: "owner" },
  })
  return added.data.signInLink ?? ""
}

/** A link for the first person, as often as it is asked for: `modkeep sign-in-link`. */
export async function firstPersonsLink(server: ModkeepServer): Promise<string> {
  const main = join(root, "packages/server/src/main.ts")
  const env = { ...process.env, ...server.settings }
  const { stdout } = await promisify(execFile)(process.execPath, [main, "sign-in-link"], { env })
  return stdout.trim()
}

export async function screenshot({ page }: OpenConsole, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}

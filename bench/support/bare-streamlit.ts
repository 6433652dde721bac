// Streamlit as people start it without Modkeep, with a script of the measurement's and nothing else in its process.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

import { openSession, type StreamlitSession } from "../../test/support/streamlit-client.ts"
import type { StreamlitRelease } from "../../test/support/streamlit-environments.ts"
import { freePort } from "../../test/support/free-port.ts"

const flags = ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
const waitLongestMs = 60_000

export class BareStreamlit {
  readonly folder: string
  readonly #python: string
  readonly #release: StreamlitRelease
  readonly #port: number
  #child: ChildProcess | undefined

  constructor(folder: string, python: string, release: StreamlitRelease, port: number) {
    this.folder = folder
    this.#python = python
    this.#release = release
    this.#port = port
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Starts it. Resolves with an open session, when its first run is over. */
  async start(): Promise<StreamlitSession> {
    const place = ["--server.address", "127.0.0.1", "--server.port", `${this.#port}`]
    const child = spawn(this.#python, ["-m", "streamlit", "run", "app.py", ...flags, ...place], {
      cwd: this.folder,
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: this.folder, LANG: "C.UTF-8" },
      stdio: "ignore",
    })
    this.#child = child
    const end = performance.now() + waitLongestMs
    while (performance.now() < end && child.exitCode === null) {
      const session = await this.#visit().catch(() => undefined)
      if (session !== undefined) {
        await session.run()
        return session
      }
      await wait(2)
    }
    throw new Error("Streamlit does not start")
  }

  async #visit(): Promise<StreamlitSession> {
    return await openSession({
      url: `http://127.0.0.1:${this.#port}/`,
      sessionIdSecond: this.#release === "1.23.1",
    })
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill("SIGKILL")
    await once(child, "exit")
  }

  async dispose(): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** @param python the interpreter of the very environment that Modkeep runs the module in */
export async function bareStreamlit(
  python: string,
  release: StreamlitRelease,
  script: string,
): Promise<BareStreamlit> {
  const folder = await mkdtemp(join(tmpdir(), "modkeep-bare-"))
  await mkdir(join(folder, ".streamlit"))
  await writeFile(join(folder, ".streamlit/secrets.toml"), 'API_KEY = "first"\n')
  await writeFile(join(folder, "app.py"), script)
  return new BareStreamlit(folder, python, release, await freePort())
}

/** The interpreter of the environment with this release that a server has built. */
export function builtPython(data: string, release: StreamlitRelease): string {
  const folder = join(data, "environments")
  for (const name of readdirSync(folder).filter((each) => /^[0-9a-f]{64}$/u.test(each))) {
    for (const python of readdirSync(join(folder, name, "lib"))) {
      const packages = readdirSync(join(folder, name, "lib", python, "site-packages"))
      if (packages.includes(`streamlit-${release}.dist-info`))
        return join(folder, name, "bin/python")
    }
  }
  throw new Error(`No environment with Streamlit ${release}`)
}

// Streamlit as people run it without Modkeep: `streamlit run` with a secrets.toml beside the script.
//
// The script starts one thread that looks at st.secrets every millisecond and prints what it holds, so that "the process has the
// value" is the process's own word. Values are changed by writing the watched file, or by a kill and a new start.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

import { openSession, type StreamlitSession } from "../../test/support/streamlit-client.ts"
import type { StreamlitEnvironment } from "../../test/support/streamlit-environments.ts"
import { freePort } from "../../test/support/free-port.ts"

const script = `import threading, time
import streamlit as st

@st.cache_resource
def observe():
    def look():
        held = None
        while True:
            now = st.secrets["API_KEY"]
            if now != held:
                held = now
                print("held", now, flush=True)
            time.sleep(0.001)
    threading.Thread(target=look, daemon=True).start()

observe()
st.text("value " + st.secrets["API_KEY"])
`
const waitLongestMs = 60_000

export class PlainStreamlit {
  readonly #environment: StreamlitEnvironment
  readonly #folder: string
  readonly #port: number
  #child: ChildProcess | undefined
  #output = ""
  #heard: () => void = () => {}

  constructor(environment: StreamlitEnvironment, folder: string, port: number) {
    this.#environment = environment
    this.#folder = folder
    this.#port = port
  }

  /** Writes the file under the running process. Resolves with the milliseconds until st.secrets of the process held it. */
  async change(value: string): Promise<number> {
    const start = performance.now()
    await this.#write(value)
    await this.#said(`held ${value}`)
    return performance.now() - start
  }

  /** Kills the process (SIGKILL: no time is spent on manners), starts a new one, and waits until a page shows the value. */
  async restart(value: string): Promise<number> {
    const start = performance.now()
    await this.#write(value)
    await this.#kill()
    await this.#serve(value)
    return performance.now() - start
  }

  /** Starts and waits until a page shows the value. */
  async start(value: string): Promise<void> {
    await mkdir(join(this.#folder, ".streamlit"), { recursive: true })
    await writeFile(join(this.#folder, "app.py"), script)
    await this.#write(value)
    await this.#serve(value)
    await this.#said(`held ${value}`)
  }

  async dispose(): Promise<void> {
    await this.#kill()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** A new page of it. */
  async visit(): Promise<StreamlitSession> {
    return await openSession({
      url: `http://127.0.0.1:${this.#port}/`,
      sessionIdSecond: this.#environment.release === "1.23.1",
    })
  }

  async #write(value: string): Promise<void> {
    const path = join(this.#folder, ".streamlit/secrets.toml")
    await writeFile(`${path}.new`, `API_KEY = "${value}"\n`)
    await rename(`${path}.new`, path)
  }

  async #serve(value: string): Promise<void> {
    this.#output = ""
    const flags = {
      "--server.headless": "true",
      "--browser.gatherUsageStats": "false",
      "--server.address": "127.0.0.1",
      "--server.port": `${this.#port}`,
    }
    const child = spawn(
      this.#environment.python,
      ["-m", "streamlit", "run", "app.py", ...Object.entries(flags).flat()],
      {
        cwd: this.#folder,
        env: { ...process.env, HOME: this.#folder },
        stdio: ["ignore", "pipe", "pipe"],
      },
    )
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString()
        this.#heard()
      })
    }
    await this.#shows(value, child)
  }

  async #shows(value: string, child: ChildProcess): Promise<void> {
    const end = performance.now() + waitLongestMs
    while (performance.now() < end && child.exitCode === null) {
      const session = await this.visit().catch(() => undefined)
      if (session === undefined) {
        await wait(5)
        continue
      }
      const { texts } = await session.run()
      await session.close()
      if (texts.includes(`value ${value}`)) return
    }
    throw new Error(`Streamlit does not show the value:\n${this.#output}`)
  }

  async #said(line: string): Promise<void> {
    const end = performance.now() + waitLongestMs
    while (!this.#output.includes(`${line}\n`)) {
      if (performance.now() > end) throw new Error(`Streamlit did not say "${line}"`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000)
        this.#heard = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  async #kill(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill("SIGKILL")
    await once(child, "exit")
  }
}

export async function startPlainStreamlit(
  environment: StreamlitEnvironment,
  value: string,
): Promise<PlainStreamlit> {
  const folder = await mkdtemp(join(tmpdir(), "modkeep-bench-"))
  const plain = new PlainStreamlit(environment, folder, await freePort())
  await plain.start(value)
  return plain
}

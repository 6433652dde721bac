// A real Modkeep server for a test: own data folder, own port, the admin token from its file. Environments are handed from one
// server to the next, so that each is built once on a machine.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"

import { Client } from "@modkeep/contract/client"

import { freePort } from "./free-port.ts"

const root = join(import.meta.dirname, "../..")
const cache = join(root, ".cache")
/** Environments and packages of an earlier server, kept from one test file to the next. */
const spare = join(cache, "spare-environments")

export interface ServerOptions {
  /** Settings as environment variables, laid over the defaults. */
  readonly settings?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

export class ModkeepServer {
  readonly folder: string
  readonly port: number
  readonly origin: string
  readonly #options: ServerOptions
  #child: ChildProcess | undefined
  #output = ""
  #token = ""

  constructor(folder: string, port: number, options: ServerOptions) {
    this.folder = folder
    this.port = port
    this.origin = `http://localhost:${port}`
    this.#options = options
  }

  get data(): string {
    return join(this.folder, "data")
  }

  get token(): string {
    return this.#token
  }

  get client(): Client {
    return new Client({ server: this.origin, token: this.#token })
  }

  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error("The server does not run")
    return pid
  }

  /** Everything that the server wrote so far. */
  get output(): string {
    return this.#output
  }

  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      [join(root, "packages/server/src/main.ts"), "serve", ...(this.#options.args ?? [])],
      {
        cwd: this.folder,
        env: { ...process.env, ...this.settings },
        stdio: ["ignore", "pipe", "pipe"],
      },
    )
    this.#child = child
    const ready = new Promise<void>((resolve, reject) => {
      const take = (chunk: Buffer) => {
        this.#output += chunk.toString()
        if (/^ {2}ready /m.test(this.#output.slice(mark))) resolve()
      }
      const mark = this.#output.length
      child.stdout.on("data", take)
      child.stderr.on("data", take)
      child.once("exit", (code) =>
        reject(new Error(`The server ended with ${code}:\n${this.#output}`)),
      )
    })
    await ready
    this.#token = (await readFile(join(this.folder, "token"), "utf8")).trim()
  }

  get settings(): Record<string, string> {
    return {
      MODKEEP_DATA: this.data,
      MODKEEP_LISTEN: `127.0.0.1:${this.port}`,
      MODKEEP_ADMIN_TOKEN_FILE: join(this.folder, "token"),
      MODKEEP_GIT_LOCAL: join(this.folder, "repositories"),
      ...this.#options.settings,
    }
  }

  /** Another server on the same data and another port, not started. */
  beside(): ModkeepServer {
    return new ModkeepServer(this.folder, this.port + 1, this.#options)
  }

  /** Sends the signal and resolves with the exit code when the server has ended. */
  async end(signal: "SIGTERM" | "SIGKILL" | "SIGINT" = "SIGTERM"): Promise<number | null> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null
    child.kill(signal)
    const [code] = (await once(child, "exit")) as [number | null]
    return code
  }

  /** Ends the server and everything that it started, and removes its folder. */
  async dispose(): Promise<void> {
    await this.end("SIGTERM")
    const stop = spawn(
      process.execPath,
      [join(root, "packages/server/src/main.ts"), "serve", "--stop"],
      {
        cwd: this.folder,
        env: { ...process.env, ...this.settings },
        stdio: "ignore",
      },
    )
    await once(stop, "exit")
    await rename(join(this.data, "environments"), spare).catch(() => undefined)
    // What was called off as the server ended, a Git perhaps, may still be writing for a moment.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

export async function startServer(options: ServerOptions = {}): Promise<ModkeepServer> {
  await mkdir(join(cache, "servers"), { recursive: true })
  const folder = await mkdtemp(join(cache, "servers", "s-"))
  await mkdir(join(folder, "data"))
  await mkdir(join(folder, "repositories"))
  // Whoever comes first takes what earlier servers built; another server beside it builds its own.
  await rename(spare, join(folder, "data", "environments")).catch(() => undefined)
  const server = new ModkeepServer(folder, await freePort(), options)
  await server.start()
  return server
}

// A real keeper for tests: its own data folder and socket, requests by promise, events kept so that none is missed.
import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { setTimeout as wait } from "node:timers/promises"

import type { StreamlitEnvironment } from "../support/streamlit-environments.ts"

export const runtime = resolve(import.meta.dirname, "../../python/modkeep_runtime")

export type Answer = Record<string, unknown>

export class KeeperRefused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

interface Waiting {
  readonly matches: (event: Answer) => boolean
  readonly resolve: (event: Answer) => void
}

export interface KeeperChoice {
  /** Layers of isolation to leave out; `prefork` for pre-forked interpreters. */
  readonly without?: readonly string[]
  /** Folders that everybody may read then, for those who have no view of their own. */
  readonly reach?: readonly string[]
  /** A script that runs the keeper in a network of its own. */
  readonly world?: string
}

export class Keeper {
  readonly events: Answer[] = []
  readonly folder: string
  readonly socketPath: string
  readonly shm: string
  pid = 0
  #socket: Socket | undefined
  #received = ""
  #nextId = 1
  readonly #pending = new Map<
    number,
    { resolve: (a: Answer) => void; reject: (e: Error) => void }
  >()
  readonly #waiting: Waiting[] = []

  readonly #choice: KeeperChoice

  constructor(choice: KeeperChoice = {}) {
    this.#choice = choice
    this.folder = mkdtempSync(join(tmpdir(), "modkeep-keeper-"))
    if (choice.without?.includes("view") === true) chmodSync(this.folder, 0o711)
    this.shm = mkdtempSync("/dev/shm/modkeep-test-")
    // As the server makes it: whoever knows a name may pass through, what is inside protects itself.
    chmodSync(this.shm, 0o711)
    this.socketPath = join(this.folder, "run/keeper.sock")
  }

  /** Starts the program, detached as the server does it, and connects. */
  async start(): Promise<Answer> {
    this.launch().unref()
    return this.connect()
  }

  launch(): ChildProcess {
    const { without = [], reach = [], world } = this.#choice
    const isWhole = without.length === 0
    const main = join(isWhole ? runtime : join(import.meta.dirname, "without"), "keeper_main.py")
    const options = ["--socket", this.socketPath, "--data", join(this.folder, "keeper")]
    if (!isWhole) options.push("--without", without.join(","), "--reach", reach.join(":"))
    const program = ["python3", "-I", "-B", main, ...options]
    const [command = "", ...args] =
      world === undefined
        ? program
        : ["python3", "-I", "-B", world, join(this.folder, "resolv.conf"), ...program]
    return spawn(command, args, {
      detached: true,
      stdio: "ignore",
      env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
    })
  }

  async connect(): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      try {
        this.#socket = await open(this.socketPath)
        break
      } catch (error) {
        if (tries > 200) throw error
        await wait(25)
      }
    }
    this.#received = ""
    this.#socket.on("data", (bytes) => this.#read(bytes.toString()))
    this.#socket.on("close", () => this.#end())
    const hello = await this.request("hello")
    this.pid = Number(hello["pid"])
    return hello
  }

  /** As a server that was killed. */
  disconnect(): void {
    this.#socket?.destroy()
  }

  /** As a server that is stuck: nothing is read until `resume`. */
  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  async request(op: string, fields: Answer = {}): Promise<Answer> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#socket?.write(`${JSON.stringify({ id, op, ...fields })}\n`)
    })
  }

  async event(name: string, matches: (event: Answer) => boolean = () => true): Promise<Answer> {
    const fits = (event: Answer) => event["event"] === name && matches(event)
    const known = this.events.find(fits)
    if (known !== undefined) return known
    return new Promise((resolve) => this.#waiting.push({ matches: fits, resolve }))
  }

  /** Has an interpreter made ready from which the next modules of this environment are forked. */
  async prepare(environment: StreamlitEnvironment): Promise<void> {
    const { python, folder, basePrefix, release } = environment
    const fields = { environmentId: release, python, runtime, reach: [basePrefix, folder] }
    const { ready } = await this.request("prepare", fields)
    if (ready !== true) throw new Error("There is no pre-forked interpreter")
  }

  async ready(process: string): Promise<Answer> {
    const ended = this.event("exited", (event) => event["process"] === process).then((event) => {
      throw new Error(`Ended instead of ready: ${JSON.stringify(event)}`)
    })
    return Promise.race([this.event("ready", (event) => event["process"] === process), ended])
  }

  /** Everything printed so far. */
  async output(process: string): Promise<string> {
    const { lines } = await this.request("logs", { process, after: 0, linesMax: 100_000 })
    return Array.isArray(lines) ? lines.map((line: Answer) => line["text"]).join("\n") : ""
  }

  async quit(): Promise<void> {
    if (this.#socket?.writable === true) await this.request("quit", { graceMs: 0 })
    this.#socket?.destroy()
    rmSync(this.folder, { recursive: true, force: true })
    rmSync(this.shm, { recursive: true, force: true })
  }

  /** Nobody waits for an answer that cannot come any more. */
  #end(): void {
    const left = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of left)
      reject(new Error("The keeper's connection ended without an answer"))
  }

  #read(text: string): void {
    this.#received += text
    for (;;) {
      const end = this.#received.indexOf("\n")
      if (end < 0) return
      const message: Answer = JSON.parse(this.#received.slice(0, end))
      this.#received = this.#received.slice(end + 1)
      this.#take(message)
    }
  }

  #take(message: Answer): void {
    if (message["event"] !== undefined) {
      this.events.push(message)
      for (const each of this.#waiting.filter((one) => one.matches(message))) {
        this.#waiting.splice(this.#waiting.indexOf(each), 1)
        each.resolve(message)
      }
      return
    }
    const pending = this.#pending.get(Number(message["id"]))
    this.#pending.delete(Number(message["id"]))
    const error = message["error"]
    if (isFault(error)) pending?.reject(new KeeperRefused(error.code, error.message))
    else pending?.resolve(message)
  }
}

function isFault(value: unknown): value is { code: string; message: string } {
  return typeof value === "object" && value !== null && "code" in value
}

async function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once("connect", () => resolve(socket))
    socket.once("error", reject)
  })
}

export interface Document {
  readonly text: string
  readonly environment: Readonly<Record<string, string>>
  readonly revision: unknown
  readonly serial: number
}

/** A document of root strings, in the canonical form. */
export function documentOf(serial: number, values: Readonly<Record<string, string>>): Document {
  const lines = Object.entries(values).map(
    ([name, value]) => `${name} = ${JSON.stringify(value)}\n`,
  )
  return {
    text: lines.join(""),
    environment: values,
    revision: { version: 1, install: serial },
    serial,
  }
}

let count = 0

export interface Start {
  process: string
  install: string
  home: string
  folder: string
  root: string
  user: { uid: number; gid: number } | null
}

/** A start message for a module that consists of these files; the entry point is `app.py`. */
export function startOf(
  keeper: Keeper,
  environment: StreamlitEnvironment,
  files: Readonly<Record<string, string>>,
  more: Answer = {},
): Answer & Start {
  count += 1
  const name = `prc_test${process.pid}x${count}`
  const root = join(keeper.folder, "work", name)
  const home = join(keeper.folder, "homes", name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  mkdirSync(home, { recursive: true })
  // Another test run at the same time must not share a user id: ending a process ends all of its user's.
  const id = 300_000 + (process.pid % 10_000) * 100 + count
  const user = process.getuid?.() === 0 ? { uid: id, gid: id } : null
  if (user !== null) chownSync(home, user.uid, user.gid)
  return {
    process: name,
    install: `ins_${name}`,
    python: environment.python,
    runtime,
    app: { root, directory: "", entrypoint: "app.py" },
    root,
    home,
    folder: join(keeper.shm, name),
    user,
    limits: { openFiles: 4096, processes: 256 },
    reach: [environment.basePrefix, environment.folder],
    environment: {},
    settings: { cookieSecret: "cookie-secret-of-the-test", showNavigation: null, options: {} },
    query: { launch: {}, install: `ins_${name}` },
    auth: null,
    document: documentOf(1, {}),
    redact: [],
    log: { bytesMax: 1 << 20 },
    ...more,
  }
}

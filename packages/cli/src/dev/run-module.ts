// Starts a module's process and keeps the pipe over which its document goes in, never through arguments, environment or disk.
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import type { EffectiveDocument } from "./read-effective.ts"

interface ModuleStart {
  /** The folder python/modkeep_runtime. */
  readonly runtime: string
  readonly folder: string
  readonly entrypoint: string
  readonly port: number
  readonly python: string
  readonly env: NodeJS.ProcessEnv
  readonly document: EffectiveDocument
}

export interface RunningModule {
  /** Replaces the document; says in a sentence what came of it. */
  readonly deliver: (document: EffectiveDocument) => Promise<string>
  /** The module's own exit code, after everything of it is gone. */
  readonly ended: Promise<number>
}

export async function runModule(start: ModuleStart): Promise<RunningModule> {
  const memory = await makeMemoryFolder()
  const child = spawn(
    start.python,
    [
      "-B",
      fileURLToPath(new URL("on-port.py", import.meta.url)),
      join(start.runtime, "launcher_main.py"),
      String(start.port),
    ],
    {
      cwd: start.folder,
      stdio: ["ignore", "inherit", "inherit", "pipe"],
      // The launcher empties TMPDIR at its start: it must be a folder of our own, never the user's.
      env: { ...start.env, MODKEEP_TOKEN: undefined, TMPDIR: join(memory, "tmp") },
    },
  )
  const control = child.stdio[3]
  if (!(control instanceof Duplex))
    throw new Error("Descriptor 3 is a socket on every system that Modkeep runs on")
  // The module's end closes the pipe: that is told by its exit.
  control.on("error", () => undefined)
  let serial = 1
  const send = (message: unknown): void => void control.write(`${JSON.stringify(message)}\n`)
  send({
    app: { entrypoint: start.entrypoint },
    folder: memory,
    settings: { cookieSecret: null, showNavigation: null, options: {} },
    query: { launch: {}, install: "dev" },
    auth: null,
    document: wire(start.document, serial),
  })
  const answers = readAnswers(control)
  return {
    deliver: async (document) => {
      serial += 1
      const answer = answers.next(serial)
      send({ id: serial, document: wire(document, serial), rerun: true })
      return await answer
    },
    ended: end(child, memory),
  }
}

function wire({ text, environment }: EffectiveDocument, serial: number): object {
  return { text, environment, revision: { version: serial, install: 0 }, serial }
}

/** Named after this process, so that the next run finds and removes what a killed one could not. */
async function makeMemoryFolder(): Promise<string> {
  await removeLeftovers()
  const folder = await mkdtemp(`/dev/shm/modkeep-dev-${process.pid}-`).catch(() => {
    throw new Stop(
      exitCode.failed,
      "dev.memory",
      `Cannot write to /dev/shm: secrets need memory-backed storage, and ${tmpdir()} is a disk`,
    )
  })
  await mkdir(join(folder, "secrets"), { mode: 0o700 })
  return folder
}

async function removeLeftovers(): Promise<void> {
  const names = await readdir("/dev/shm").catch(() => [])
  const left = names.filter((name) => {
    const owner = /^modkeep-dev-(\d+)-/.exec(name)?.[1]
    return owner !== undefined && !existsSync(`/proc/${owner}`)
  })
  // Another user's cannot be removed, and is not ours to remove.
  await Promise.all(
    left.map((name) =>
      rm(join("/dev/shm", name), { recursive: true, force: true }).catch(() => undefined),
    ),
  )
}

/** The launcher answers each delivery by its id; everything else it says is for a keeper. */
function readAnswers(control: Duplex): { next: (id: number) => Promise<string> } {
  const waiting = new Map<number, (sentence: string) => void>()
  const lines = createInterface({ input: control })
  // It hands the pipe's error on: the end of the module again.
  lines.on("error", () => undefined)
  lines.on("line", (line) => {
    const answer: { id?: number; error?: string; acknowledgement?: { ms?: number } } =
      JSON.parse(line)
    if (answer.id === undefined) return
    const ms = answer.acknowledgement?.ms
    waiting.get(answer.id)?.(
      answer.error ??
        `The page has the new values${ms === undefined ? "" : ` (${ms.toFixed(1)} ms)`}`,
    )
    waiting.delete(answer.id)
  })
  return {
    next: async (id) => await new Promise((resolve) => waiting.set(id, resolve)),
  }
}

async function end(child: ChildProcess, memory: string): Promise<number> {
  // Ctrl-C reaches the module from the terminal; a signal sent to us alone is passed on.
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  const ignore = (): void => undefined
  process.on("SIGTERM", passOn).on("SIGHUP", passOn).on("SIGINT", ignore)
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject)
      child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)))
    })
  } finally {
    process.off("SIGTERM", passOn).off("SIGHUP", passOn).off("SIGINT", ignore)
    await rm(memory, { recursive: true, force: true })
  }
}

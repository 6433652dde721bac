// The one place that starts child processes. A call ends when everything it started has ended.
//
// No shell, ever: a command and its arguments as an array. The child's environment is exactly `env`, nothing is inherited.
// Each call has its own process group; time-out, abort and the end of the command itself end the whole group, so no
// grandchild outlives the call or keeps its pipes open. Output beyond the cap is dropped (or ends the child), never buffered.
import { type ChildProcess, spawn } from "node:child_process"
import { StringDecoder } from "node:string_decoder"

export interface RunRequest {
  /** A path, or a name that is looked up in the `PATH` of `env`. */
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  readonly timeoutMs: number
  /** Of each of the two streams: what is kept, from its beginning. */
  readonly outputBytesMax: number
  /** What a stream beyond its cap does: the rest is dropped (default), or the child is ended. */
  readonly overflow?: "drop" | "end"
  readonly signal?: AbortSignal
  /** Called for each line as it comes, the last one without its line end; must not throw. Not limited by the output cap. */
  readonly onStdout?: (line: string) => void
  readonly onStderr?: (line: string) => void
  /** Setting either drops the supplementary groups as well. */
  readonly uid?: number
  readonly gid?: number
}

export interface RunResult<Output = string> {
  /** `null` when a signal ended the command. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Output
  readonly stderr: string
  readonly timedOut: boolean
  readonly truncated: boolean
}

// SIGTERM first, so that Git removes its lock files and uv its temporary folders.
const graceMs = 2_000
// A child that left the group (setsid) can keep our pipes open after the command ended; it is not waited for any longer.
const pipesCloseMs = 1_000
// Design limit of one log line: a longer one is handed over in pieces.
const lineCharactersMax = 16 * 1024

/** @throws the abort reason after an abort; Node's own error when the command cannot be started (`code: "ENOENT"`). */
export function run(request: RunRequest & { readonly output: "bytes" }): Promise<RunResult<Buffer>>
export function run(request: RunRequest & { readonly output?: "text" }): Promise<RunResult>
export async function run(
  request: RunRequest & { readonly output?: "bytes" | "text" },
): Promise<RunResult<Buffer | string>> {
  request.signal?.throwIfAborted()
  const child = spawn(request.command, request.args, {
    env: { ...request.env },
    stdio: [request.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true,
    shell: false,
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    ...(request.uid === undefined ? {} : { uid: request.uid }),
    ...(request.gid === undefined ? {} : { gid: request.gid }),
  })
  const ending = new Ending(child)
  const onOverflow = request.overflow === "end" ? () => ending.begin() : () => {}
  const stdout = new Capture(request.outputBytesMax, onOverflow, request.onStdout)
  const stderr = new Capture(request.outputBytesMax, onOverflow, request.onStderr)
  child.stdout?.on("data", (chunk: Buffer) => stdout.take(chunk))
  child.stderr?.on("data", (chunk: Buffer) => stderr.take(chunk))
  feed(child, request.input)

  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    ending.begin()
  }, request.timeoutMs)
  const onAbort = (): void => ending.begin()
  request.signal?.addEventListener("abort", onAbort, { once: true })
  try {
    const exit = await ended(child, ending)
    request.signal?.throwIfAborted()
    return {
      ...exit,
      stdout: request.output === "bytes" ? stdout.bytes() : stdout.text(),
      stderr: stderr.text(),
      timedOut,
      truncated: stdout.truncated || stderr.truncated,
    }
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener("abort", onAbort)
    ending.done()
  }
}

function feed(child: ChildProcess, input: string | Uint8Array | undefined): void {
  if (child.stdin === null || input === undefined) return
  // A command may end without reading its input; that is its own affair and shows in its exit code.
  child.stdin.on("error", () => {})
  child.stdin.end(input)
}

async function ended(
  child: ChildProcess,
  ending: Ending,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  let pipes: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject)
      child.once("exit", () => {
        ending.sweep()
        pipes = setTimeout(() => {
          child.stdout?.destroy()
          child.stderr?.destroy()
        }, pipesCloseMs)
      })
      child.once("close", (code, signal) => resolve({ code, signal }))
    })
  } finally {
    clearTimeout(pipes)
  }
}

// The end of a process group: asked first, then killed.
class Ending {
  readonly #child: ChildProcess
  #grace: NodeJS.Timeout | undefined

  constructor(child: ChildProcess) {
    this.#child = child
  }

  begin(): void {
    if (this.#grace !== undefined) return
    this.#signal("SIGTERM")
    this.#grace = setTimeout(() => this.#signal("SIGKILL"), graceMs)
  }

  /** What the command left running when it ended by itself. */
  sweep(): void {
    this.#signal("SIGKILL")
  }

  done(): void {
    clearTimeout(this.#grace)
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch {
      // ESRCH: the group is empty already. EPERM: its members changed their user and are not ours to end.
    }
  }
}

// One stream: keeps its beginning up to the cap and cuts everything into lines.
class Capture {
  truncated = false
  readonly #chunks: Buffer[] = []
  readonly #bytesMax: number
  readonly #onOverflow: () => void
  readonly #onLine: ((line: string) => void) | undefined
  readonly #decoder = new StringDecoder("utf8")
  #bytes = 0
  #rest = ""

  constructor(bytesMax: number, onOverflow: () => void, onLine?: (line: string) => void) {
    this.#bytesMax = bytesMax
    this.#onOverflow = onOverflow
    this.#onLine = onLine
  }

  take(chunk: Buffer): void {
    const kept = chunk.subarray(0, this.#bytesMax - this.#bytes)
    if (kept.length > 0) this.#chunks.push(kept)
    this.#bytes += kept.length
    if (kept.length < chunk.length && !this.truncated) {
      this.truncated = true
      this.#onOverflow()
    }
    if (this.#onLine !== undefined) this.#cut(this.#rest + this.#decoder.write(chunk), this.#onLine)
  }

  bytes(): Buffer {
    this.#flush()
    return Buffer.concat(this.#chunks)
  }

  text(): string {
    return this.bytes().toString("utf8")
  }

  #cut(text: string, onLine: (line: string) => void): void {
    const lines = text.split(/\r?\n/)
    let rest = lines.pop() ?? ""
    for (const line of lines) for (const piece of pieces(line)) onLine(piece)
    while (rest.length > lineCharactersMax) {
      onLine(rest.slice(0, lineCharactersMax))
      rest = rest.slice(lineCharactersMax)
    }
    this.#rest = rest
  }

  #flush(): void {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ""
    if (rest !== "") this.#onLine?.(rest)
  }
}

function pieces(line: string): string[] {
  if (line.length <= lineCharactersMax) return [line]
  const count = Math.ceil(line.length / lineCharactersMax)
  return Array.from({ length: count }, (_, at) =>
    line.slice(at * lineCharactersMax, (at + 1) * lineCharactersMax),
  )
}

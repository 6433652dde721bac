// Where a command speaks and listens: data on stdout, everything said to a person on stderr, questions at the terminal.
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

/** More than any document (64 KiB), so that the size is a diagnostic and not a cut. */
const inputBytesMax = 4 * 1024 * 1024

export class Terminal {
  readonly #wantsColor: boolean
  #stdout: typeof process.stdout | undefined

  constructor(wantsColor: boolean) {
    this.#wantsColor = wantsColor
  }

  /** A person looks at stdout: tables are laid out, else fields are separated by tabs. */
  get isTable(): boolean {
    return this.#out.isTTY
  }

  get hasColorOut(): boolean {
    return this.#wantsColor && this.isTable
  }

  get hasColorErr(): boolean {
    return this.#wantsColor && this.isWatched
  }

  /** A person looks at stderr. */
  get isWatched(): boolean {
    return process.stderr.isTTY
  }

  /** Somebody can be asked. */
  get canAsk(): boolean {
    return process.stdin.isTTY && process.stderr.isTTY
  }

  // Node makes each of the three streams when it is first looked at, which a command that does not use it need not wait for.
  get #out(): typeof process.stdout {
    if (this.#stdout !== undefined) return this.#stdout
    this.#stdout = process.stdout
    // A reader that went away (`| head`) is no failure of ours.
    this.#stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(exitCode.done)
      throw error
    })
    return this.#stdout
  }

  get width(): number {
    return this.#out.columns ?? 100
  }

  /** Data. */
  print(text: string): void {
    this.#out.write(text.endsWith("\n") || text === "" ? text : `${text}\n`)
  }

  json(data: unknown): void {
    this.#out.write(`${JSON.stringify(data, undefined, 2)}\n`)
  }

  /** A message. */
  say(text: string): void {
    process.stderr.write(text.endsWith("\n") ? text : `${text}\n`)
  }

  /** What runs now, to a person who watches: without its time on a line that the next call writes over, with it for good. */
  sayStep(text: string, ms?: number): void {
    if (!this.isWatched) return
    const time =
      ms === undefined ? " …" : ` · ${ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`}`
    process.stderr.write(`\r\u001B[K${text}${time}${ms === undefined ? "" : "\n"}`)
  }

  /** After a step that did not come to its end: what is said next begins on a line of its own. */
  endStep(): void {
    if (this.isWatched) process.stderr.write("\n")
  }

  /** All of stdin. */
  async readInput(): Promise<Buffer> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of process.stdin) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
      size += bytes.length
      if (size > inputBytesMax)
        throw new Stop(
          exitCode.failed,
          "input.too_large",
          "The input is larger than 4 MiB: a secrets document has at most 64 KiB",
        )
      chunks.push(bytes)
    }
    return Buffer.concat(chunks)
  }

  /** Asks for one line that may be seen. */
  async ask(question: string): Promise<string> {
    const { createInterface } = await import("node:readline")
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true })
    try {
      return await new Promise<string>((resolve, reject) => {
        lines.on("close", () =>
          reject(new Stop(exitCode.failed, "asked.cancelled", "Cancelled: nothing was changed")),
        )
        lines.on("SIGINT", () => lines.close())
        lines.question(question, resolve)
      })
    } finally {
      lines.removeAllListeners("close")
      lines.close()
    }
  }

  /** Asks for one line that is not shown. */
  async askHidden(question: string): Promise<string> {
    const input = process.stdin
    // First the echo goes, then the question appears: nobody can type ahead into a terminal that still shows it.
    input.setRawMode(true)
    process.stderr.write(question)
    input.setEncoding("utf8")
    try {
      let typed = ""
      for await (const chunk of input.iterator({ destroyOnReturn: false })) {
        for (const character of String(chunk)) {
          if (character === "\r" || character === "\n") return typed
          if (character === "\u0003" || character === "\u0004") {
            throw new Stop(exitCode.failed, "asked.cancelled", "Cancelled: nothing was changed")
          }
          const isErase = character === "\u007F" || character === "\b"
          typed = isErase ? [...typed].slice(0, -1).join("") : typed + character
        }
      }
      return typed
    } finally {
      input.setRawMode(false)
      input.pause()
      process.stderr.write("\n")
    }
  }

  /** Yes or no; without somebody to ask, `modkeep` must be told by --yes. */
  async confirm(question: string): Promise<boolean> {
    if (!this.canAsk)
      throw new Stop(exitCode.wrongUse, "use.confirm", `${question} Say so with --yes`)
    return /^y(es)?$/i.test((await this.ask(`${question} [y/N] `)).trim())
  }
}

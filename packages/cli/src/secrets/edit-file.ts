// The file that an editor works on: in memory where the machine has memory-backed storage, for its owner alone, gone afterwards.
//
// What modkeep says to its user stands above the text in lines that begin with `#!!`; `text` never holds them.
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Environment } from "../environment.ts"
import { exitCode } from "../exit-code.ts"
import { spawn } from "../spawn.ts"
import { Stop } from "../stop.ts"

const mark = "#!!"

export class EditFile {
  readonly isInMemory: boolean
  readonly #environment: Environment
  readonly #folder: string
  readonly #file: string
  readonly #endBySignal = (): void => {
    this.remove()
    process.exit(exitCode.failed)
  }

  constructor(environment: Environment) {
    this.#environment = environment
    const memory = ["/dev/shm", environment.runtimeFolder].find(
      (folder) => folder !== undefined && isWritable(folder),
    )
    this.isInMemory = memory !== undefined
    this.#folder = mkdtempSync(join(memory ?? tmpdir(), "modkeep-edit-"))
    this.#file = join(this.#folder, "secrets.toml")
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, this.#endBySignal)
  }

  /** Lets the editor work on `text` below `notes`. Undefined: the file was left as it was, or emptied. */
  async edit(text: string, notes: readonly string[]): Promise<string | undefined> {
    const offered = addNotes(text, notes)
    writeFileSync(this.#file, offered, { mode: 0o600 })
    // Ctrl-C belongs to the editor while it runs.
    const ignore = (): void => undefined
    process.on("SIGINT", ignore)
    const editor = this.#environment.editor ?? "vi"
    const { code } = await spawn({
      command: "/bin/sh",
      args: ["-c", `${editor} "$1"`, "modkeep", this.#file],
      env: this.#environment.inherited,
      hasTerminal: true,
    })
    process.off("SIGINT", ignore)
    if (code !== 0) {
      throw new Stop(
        exitCode.failed,
        "editor.failed",
        `The editor "${editor}" did not end well: nothing was saved. Set EDITOR to the one you want`,
      )
    }
    const edited = readEdited(this.#file)
    return edited === offered || edited.trim() === "" ? undefined : removeNotes(edited)
  }

  /** Removes the file with all that the editor left beside it. */
  remove(): void {
    for (const signal of ["SIGTERM", "SIGHUP"]) process.off(signal, this.#endBySignal)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** How many lines the notes take: what the diagnostics' line numbers have to be moved by. */
export function addNotes(text: string, notes: readonly string[]): string {
  const lineEnd = /\r\n/.test(text) ? "\r\n" : "\n"
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : ""
  return `${bom}${notes.map((note) => `${mark} ${note}`.trimEnd() + lineEnd).join("")}${text.slice(bom.length)}`
}

export function removeNotes(text: string): string {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : ""
  return bom + text.slice(bom.length).replace(/^(?:#!![^\n]*(?:\n|$))+/, "")
}

function readEdited(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch {
    throw new Stop(
      exitCode.failed,
      "editor.failed",
      "The editor left no readable UTF-8 file: nothing was saved",
    )
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

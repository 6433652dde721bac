// Runs the real command line as a user's shell would: its own process, its own configuration folder, stdout and stderr apart.
import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const modkeepFile = fileURLToPath(new URL("../../modkeep", import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export class Shell {
  /** The command that it runs, for scripts. */
  readonly command = modkeepFile
  readonly folder: string
  readonly env: Record<string, string>

  private constructor(folder: string) {
    this.folder = folder
    this.env = {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, "config"),
      LANG: "C.UTF-8",
    }
  }

  static async open(): Promise<Shell> {
    return new Shell(await mkdtemp(join(tmpdir(), "modkeep-cli-")))
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true })
  }

  async run(
    args: readonly string[],
    { input = "", env = {} }: { input?: string | Uint8Array; env?: Record<string, string> } = {},
  ): Promise<Ran> {
    return await runProgram(modkeepFile, args, {
      input,
      env: { ...this.env, ...env },
      cwd: this.folder,
    })
  }

  /** Runs it on a terminal of its own: Python's pty types `answers` when their prompts appear. */
  async runOnTerminal(
    args: readonly string[],
    answers: readonly (readonly [prompt: string, typed: string])[],
    env: Record<string, string> = {},
  ): Promise<Ran> {
    const script = fileURLToPath(new URL("on-terminal.py", import.meta.url))
    const input = JSON.stringify({ command: [modkeepFile, ...args], answers })
    return await runProgram("python3", [script], {
      input,
      env: { ...this.env, TERM: "xterm", ...env },
      cwd: this.folder,
    })
  }
}

interface Surroundings {
  readonly input: string | Uint8Array
  readonly env: Record<string, string>
  readonly cwd: string
}

async function runProgram(
  command: string,
  args: readonly string[],
  { input, env, cwd }: Surroundings,
): Promise<Ran> {
  const child = spawn(command, args, { env, cwd, stdio: "pipe" })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
  // A command that does not read its input may end before all of it is written.
  child.stdin.on("error", () => undefined)
  child.stdin.end(input)
  return await new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
}

// The only place of the command line that starts programs: an editor, a browser, or a tool that `doctor` looks at.
import { spawn as start } from "node:child_process"

interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Gives it the terminal; otherwise its output is returned. */
  readonly hasTerminal?: boolean
  readonly timeoutMs?: number
}

export interface Ended {
  /** Undefined when the program could not be started, or a signal ended it. */
  readonly code: number | undefined
  readonly stdout: string
}

/** Never rejects: a program that is not there has no code. */
export async function spawn({
  command,
  args,
  env,
  hasTerminal,
  timeoutMs,
}: Program): Promise<Ended> {
  const child = start(command, args, {
    env,
    stdio: hasTerminal ? "inherit" : ["ignore", "pipe", "ignore"],
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  })
  let stdout = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text))
  return await new Promise((resolve) => {
    child.on("error", () => resolve({ code: undefined, stdout }))
    child.on("close", (code) => resolve({ code: code ?? undefined, stdout }))
  })
}

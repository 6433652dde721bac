// Waits until an install's page runs, or has failed.
import type { Client } from "@modkeep/contract/client"
import type { Install } from "@modkeep/contract/schemas/install"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import type { Terminal } from "../terminal.ts"

const lookEveryMs = 250
/** Longer than the server gives a module to start. */
const waitMsMax = 180_000

export async function awaitRunning(client: Client, id: string): Promise<Install> {
  const until = Date.now() + waitMsMax
  for (;;) {
    const { data } = await client.call("installs.get", { params: { id } })
    if (data.state !== "starting" && data.state !== "asleep") return data
    if (Date.now() > until)
      throw new Stop(
        exitCode.failed,
        "install.slow",
        "It has not started within 3 minutes: modkeep install logs shows what it does",
      )
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** Says how it ended. */
export function sayState(terminal: Terminal, install: Install): ExitCode {
  if (install.state === "failed") {
    terminal.say(
      `${install.name} failed: ${install.failure === undefined ? "no reason was given" : `${install.failure.title}: ${install.failure.detail}`}`,
    )
    return exitCode.failed
  }
  terminal.say(`${install.name} is ${install.state}: ${install.url}`)
  return exitCode.done
}

// Moves an install to a version, up or back, and on wish waits until that version serves, or until it is known why it does not.
import type { Client } from "@modkeep/contract/client"
import type { Install } from "@modkeep/contract/schemas/install"
import type { Call } from "../call.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { awaitRunning, sayState } from "./await-running.ts"

interface Place {
  readonly client: Client
  readonly id: string
}

export async function followMove(
  call: Call,
  { client, id }: Place,
  move: () => Promise<Install>,
): Promise<ExitCode> {
  const { terminal } = call
  if (!call.has("wait")) {
    const moved = await move()
    if (call.wantsJson) terminal.json(moved)
    // Its old process goes on serving until the new one is there.
    terminal.say(`${moved.name} will run version ${moved.version}: ${moved.url}`)
    return exitCode.done
  }
  const { data: before } = await client.call("installs.get", { params: { id } })
  const { version } = await move()
  const install = await awaitRunning(client, { id, before })
  if (call.wantsJson) terminal.json(install)
  return sayState(terminal, install, { verb: "move", version })
}

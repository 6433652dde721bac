// Follows a build to its end, over cut connections too, and says what it does on stderr.
import type { Client } from "@modkeep/contract/client"
import type { BuildEvent, Version } from "@modkeep/contract/schemas/version"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { overCuts } from "../over-cuts.ts"
import { plain } from "../table.ts"
import type { Terminal } from "../terminal.ts"

export async function followBuild(
  client: Client,
  id: string,
  onEvent: (event: BuildEvent) => void,
): Promise<Version> {
  let lastEventId: string | undefined
  return await overCuts(async (heard) => {
    const input = { params: { id }, ...(lastEventId === undefined ? {} : { lastEventId }) }
    for await (const { id: eventId, data } of client.events("versions.events", input)) {
      lastEventId = eventId
      heard()
      onEvent(data)
    }
    const { data } = await client.call("versions.get", { params: { id } })
    return data.state === "building" ? undefined : data
  })
}

export function sayEvent(terminal: Terminal, event: BuildEvent): void {
  const mark = { info: " ", warning: "!", error: "✗" }[event.level]
  terminal.say(`${mark} ${event.step.padEnd(12)} ${plain(event.text)}`)
}

/** The version's own words about how its build ended. */
export function sayOutcome(terminal: Terminal, version: Version): ExitCode {
  if (version.state === "ready") {
    terminal.say(`Version ${version.number} is ready`)
    return exitCode.done
  }
  const { failure } = version
  if (failure === undefined) return version.state === "failed" ? exitCode.failed : exitCode.done
  terminal.say(`Version ${version.number} failed: ${plain(failure.title)}\n${failure.detail}`)
  for (const mend of failure.mends ?? []) terminal.say(`  mend: ${plain(mend)}`)
  for (const { code, message } of failure.diagnostics ?? [])
    terminal.say(`  error[${code}]: ${message}`)
  return exitCode.failed
}

// Shows an install: settings, state, and each process with the revisions it holds.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { printFields } from "../table.ts"

export async function showInstall(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { data } = await client.call("installs.get", { params: { id } })
  if (call.wantsJson) {
    call.terminal.json(data)
    return exitCode.done
  }
  printFields(call.terminal, [
    ["name", data.name],
    ["id", data.id],
    ["app", data.app],
    ["module", data.module],
    ["version", data.version],
    ["address", data.url],
    ["state", data.state],
    [
      "failure",
      data.failure === undefined ? undefined : `${data.failure.title}: ${data.failure.detail}`,
    ],
    ["access", data.access],
    ["launch query", new URLSearchParams(data.query).toString()],
    ["embedded by", data.embedOrigins.join(", ")],
    ["navigation", data.showNavigation ? "shown" : "hidden"],
    ["sleeps after", data.idleMinutes === 0 ? "never" : `${data.idleMinutes} minutes`],
    ["open pages", data.sessions],
    ...data.processes.map(
      ({ id: process, revision, since, ms, behind, sessions }): [string, string] => [
        "process",
        `${process} holds version ${revision.version}, install ${revision.install}, since ${since}${ms === null ? "" : ` (${ms.toFixed(1)} ms after the save)`}, ${sessions} sessions${behind ? ", BEHIND" : ""}`,
      ],
    ),
    ["created", data.createdAt],
  ])
  return exitCode.done
}

// Builds a failed version again, with other options if given.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findVersion } from "../find.ts"
import { buildOptions } from "./build-options.ts"
import { followBuild, sayEvent, sayOutcome } from "./follow-build.ts"

export async function retryVersion(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findVersion(client, call.operand(0))
  const { data } = await client.call("versions.retry", {
    params: { id },
    body: buildOptions(call),
    idempotencyKey: randomUUID(),
  })
  const { terminal } = call
  const version = call.has("wait")
    ? await followBuild(client, id, (event) => sayEvent(terminal, event))
    : data
  if (call.wantsJson) terminal.json(version)
  if (call.has("wait")) return sayOutcome(terminal, version)
  terminal.say(`Version ${version.number} is being built again: modkeep version logs ${id} -f`)
  return exitCode.done
}

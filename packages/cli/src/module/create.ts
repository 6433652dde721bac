// Creates a module and prints its id.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { withoutUndefined } from "../without-undefined.ts"

export async function createModule(call: Call): Promise<ExitCode> {
  const repository = call.text("repository")
  if (repository === undefined)
    throw new Stop(
      exitCode.wrongUse,
      "use.repository",
      "A module comes from a repository: add --repository URL",
    )
  const client = await connect(call)
  const options = {
    directory: call.text("directory"),
    entrypoint: call.text("entrypoint"),
    owner: call.text("owner"),
  }
  const body = { name: call.operand(0), repository, ...withoutUndefined(options) }
  const { data } = await client.call("modules.create", { body, idempotencyKey: randomUUID() })
  if (call.wantsJson) call.terminal.json(data)
  else call.terminal.print(data.id)
  return exitCode.done
}

// Changes the settings that were named and no other.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { Stop } from "../stop.ts"
import { settings } from "./settings.ts"

export async function updateInstall(call: Call): Promise<ExitCode> {
  const body = settings(call)
  if (Object.keys(body).length === 0)
    throw new Stop(
      exitCode.wrongUse,
      "use.nothing",
      "Name a setting to change, such as --access public",
    )
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { data } = await client.call("installs.update", { params: { id }, body })
  if (call.wantsJson) call.terminal.json(data)
  else call.terminal.say(`Changed: ${Object.keys(body).join(", ")}`)
  return exitCode.done
}

// Who the server takes the caller for.
import type { Call } from "../call.ts"
import { connect, findSignIn } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { printFields } from "../table.ts"

export async function whoami(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const { server } = await findSignIn(call)
  const { data } = await client.call("me.get", {})
  if (call.wantsJson) {
    call.terminal.json({ server, ...data })
    return exitCode.done
  }
  printFields(call.terminal, [
    ["user", `${data.user.name} (${data.user.id})`],
    ["server", server],
    ["signed in by", data.via],
    ["scopes", data.scopes.join(", ")],
    ["owners", data.owners.map(({ name, id, role }) => `${name} (${id}, ${role})`).join(", ")],
  ])
  return exitCode.done
}

// Makes an API token. The value goes to stdout alone, so that it can be piped on without being seen.
import { scopes } from "@modkeep/contract/schemas/identity"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { withoutUndefined } from "../without-undefined.ts"

const dayMs = 86_400_000
/** A hundred years. */
const daysMax = 36_500

export async function createToken(call: Call): Promise<ExitCode> {
  const asked = call.texts("scope") ?? []
  const chosen = scopes.filter((scope) => asked.includes(scope))
  if (chosen.length === 0) {
    throw new Stop(
      exitCode.wrongUse,
      "use.scope",
      `Say what the token allows: --scope with one or more of ${scopes.join(", ")}`,
    )
  }
  const days = call.whole("days")
  if (days !== undefined && (days < 1 || days > daysMax)) {
    throw new Stop(
      exitCode.wrongUse,
      "use.days",
      `--days takes 1 to ${daysMax}; leave it out for a token that does not end by itself`,
    )
  }
  const expiresAt =
    days === undefined ? undefined : new Date(Date.now() + days * dayMs).toISOString()
  const client = await connect(call)
  const body = {
    name: call.operand(0),
    scopes: chosen,
    ...withoutUndefined({ expiresAt, owner: call.text("owner") }),
  }
  const { data } = await client.call("tokens.create", { body })
  if (call.wantsJson) call.terminal.json(data)
  else {
    call.terminal.say(`${data.id}: this is shown once`)
    call.terminal.print(data.value)
  }
  return exitCode.done
}

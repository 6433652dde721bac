// Goes back to the last version and revisions that ran together.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { followMove } from "./follow-move.ts"

export async function rollbackInstall(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  if (!call.wantsJson) {
    const { data } = await client.call("installs.rollback.check", { params: { id } })
    const { number, revision, ranAt } = data
    const own = revision === 0 ? "no secrets of its own" : `revision ${revision} of its own secrets`
    call.terminal.say(`Going back to version ${number} with ${own}: they ran together at ${ranAt}`)
  }
  return await followMove(call, { client, id }, async () => {
    const { data } = await client.call("installs.rollback", {
      params: { id },
      idempotencyKey: randomUUID(),
    })
    return data
  })
}

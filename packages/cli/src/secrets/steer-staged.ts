// The three ways on for a staged revision: tried on one process, made current, dropped.
import { exitCode, type ExitCode } from "../exit-code.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { withoutUndefined } from "../without-undefined.ts"
import { openDocument } from "./open-document.ts"

export async function steerStaged(
  call: Call,
  verb: "canary" | "promote" | "drop",
): Promise<ExitCode> {
  const client = await connect(call)
  const { kind, id } = await openDocument(client, call.operand(0))
  const params = { id }
  const sessions = call.choice("sessions", ["next-run", "rerun"])
  const send = {
    canary: async () =>
      await client.call(`${kind}.secrets.canary`, { params, body: { process: call.operand(1) } }),
    promote: async () =>
      await client.call(`${kind}.secrets.promote`, {
        params,
        body: withoutUndefined({ sessions }),
      }),
    drop: async () => await client.call(`${kind}.secrets.drop`, { params }),
  }
  const { data } = await send[verb]()
  const { terminal } = call
  if (call.wantsJson) {
    terminal.json(data)
    return exitCode.done
  }
  const told = { canary: "is tried on one process", promote: "is current now", drop: "is dropped" }
  terminal.say(`Revision ${data.revision} ${told[verb]}`)
  for (const process of data.processes)
    terminal.say(`  ${process.id} ${process.acknowledged ? "holds it" : "is behind"}`)
  if (verb === "promote" && data.holdOld !== null) {
    terminal.say(
      data.holdOld === 0
        ? "No process holds the old values: they are safe to revoke"
        : `${data.holdOld} processes still hold the old values`,
    )
  }
  return exitCode.done
}

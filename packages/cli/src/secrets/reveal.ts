// Prints one stored value, for a reason that the server records first.
import { parse } from "@modkeep/toml/parse"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { readReason } from "../read-reason.ts"
import { openDocument } from "./open-document.ts"

export async function revealSecret(call: Call): Promise<ExitCode> {
  const { terminal } = call
  const client = await connect(call)
  const { kind, id } = await openDocument(client, call.operand(0))
  const reason = await readReason(call, "Why do you need this value?")
  const { data } = await client.call(`${kind}.secrets.reveal`, {
    params: { id },
    body: { path: call.operand(1), reason },
  })
  if (call.wantsJson) terminal.json(data)
  else terminal.print(call.has("toml") ? data.value : plainValue(data.value))
  return exitCode.done
}

/** Text without its quotes; every other value as TOML writes it. */
function plainValue(toml: string): string {
  const value = parse(`value = ${toml}\n`).document?.root.entries.get("value")
  return value?.kind === "string" ? value.value : toml
}

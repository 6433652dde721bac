// Moves an install to another version of its module.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { sayDiagnostics, sayNoticed } from "../diagnostics.ts"
import type { ExitCode } from "../exit-code.ts"
import { findInstall, findVersion } from "../find.ts"
import { readDocumentText } from "../read-document-text.ts"
import { withoutUndefined } from "../without-undefined.ts"
import { followMove } from "./follow-move.ts"

export async function upgradeInstall(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const version = await findVersion(client, call.operand(1))
  const file = call.text("secrets")
  const secrets = file === undefined ? undefined : await readDocumentText(call, file)
  const body = {
    version,
    ...withoutUndefined({ secrets, acknowledgeMissing: call.texts("acknowledge") }),
  }
  return await followMove(call, { client, id }, async () => {
    const { data } = await client
      .call("installs.upgrade", { params: { id }, body, idempotencyKey: randomUUID() })
      .catch(sayDiagnostics(call, secrets))
    sayNoticed(call.terminal, data.diagnostics)
    return data
  })
}

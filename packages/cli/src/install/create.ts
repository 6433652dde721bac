// Installs a version in an app and prints the install's id and address.
import { randomUUID } from "node:crypto"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { sayDiagnostics, sayNoticed } from "../diagnostics.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findApp, findVersion } from "../find.ts"
import { readDocumentText } from "../read-document-text.ts"
import { withoutUndefined } from "../without-undefined.ts"
import { settings } from "./settings.ts"

export async function createInstall(call: Call): Promise<ExitCode> {
  const { terminal } = call
  const chosen = settings(call)
  const client = await connect(call)
  const id = await findApp(client, call.operand(0))
  const version = await findVersion(client, call.operand(1))
  const file = call.text("secrets")
  const secrets = file === undefined ? undefined : await readDocumentText(call, file)
  const body = {
    version,
    ...chosen,
    ...withoutUndefined({ secrets, acknowledgeMissing: call.texts("acknowledge") }),
  }
  const { data } = await client
    .call("installs.create", { params: { id }, body, idempotencyKey: randomUUID() })
    .catch(sayDiagnostics(call, secrets))
  sayNoticed(terminal, data.diagnostics)
  if (call.wantsJson) terminal.json(data)
  else {
    terminal.print(data.id)
    terminal.say(`${data.name}: ${data.url}`)
  }
  return exitCode.done
}

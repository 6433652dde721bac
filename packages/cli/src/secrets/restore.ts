// Saves an older revision's text as a new revision.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { revisionNumber } from "./diff.ts"
import { openDocument } from "./open-document.ts"
import { saveOptions } from "./save-options.ts"
import { saySaved } from "./say-saved.ts"

export async function restoreRevision(call: Call): Promise<ExitCode> {
  const n = revisionNumber(call.operand(1))
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  const { etag } = await document.read()
  const input = { params: { id: document.id, n }, ifMatch: etag, body: saveOptions(call) }
  const { data } = await client.call(`${document.kind}.secrets.restore`, input)
  saySaved(call, data)
  return exitCode.done
}

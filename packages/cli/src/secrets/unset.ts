// Removes keys. All of them go in one revision.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { removeIn } from "./change-text.ts"
import { keyPathOf } from "./key-path-of.ts"
import { openDocument } from "./open-document.ts"
import { saveChange } from "./save-change.ts"

export async function unsetSecrets(call: Call): Promise<ExitCode> {
  const paths = call.operands.slice(1).map(keyPathOf)
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  return await saveChange(call, document, { paths, apply: (text) => paths.reduce(removeIn, text) })
}

// Refuses a secret in the arguments, where `ps`, the shell's history and audit logs would have it. The value is not repeated.
import { isDocumentName } from "./document-name.ts"

const reason =
  "a value never goes into the arguments: other programs, the shell's history and logs can read it there. Type it when asked, pipe it in, or use --file. The one you typed may have been recorded: change it at its source"

/** @returns the reason when the operands cannot be ID and NAME alone; undefined when they can */
export function refuseValues(operands: readonly string[], wanted: number): string | undefined {
  const [first, second = ""] = operands
  if (operands.length > wanted || /^[^="']+=/.test(second)) return reason
  if (first !== undefined && operands.length === wanted && !isDocumentName(first)) {
    return `the first operand names the document (ver_… or ins_…, MODULE@NUMBER or APP/INSTALL), and ${reason}`
  }
  return undefined
}

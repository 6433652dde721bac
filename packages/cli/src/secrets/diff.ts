// Compares two revisions of a document, both masked.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { plain } from "../table.ts"
import { openDocument } from "./open-document.ts"

export async function diffSecrets(call: Call): Promise<ExitCode> {
  const [, from, to] = call.operands
  const numbers = [from, to].map((text) => (text === undefined ? undefined : revisionNumber(text)))
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  const { kind, id } = document
  const n = numbers[1] ?? (await document.read()).data.revision
  const against = numbers[0] ?? Math.max(0, n - 1)
  const { data } = await client.call(`${kind}.secrets.diff`, {
    params: { id, n },
    query: { against },
  })
  const { terminal } = call
  if (call.wantsJson) {
    terminal.json(data)
    return exitCode.done
  }
  terminal.say(`Revision ${data.from} → ${data.to}`)
  const signs = { same: " ", added: "+", removed: "-" } as const
  const colors = { same: "", added: "\u001B[32m", removed: "\u001B[31m" } as const
  for (const { kind: line, text } of data.lines) {
    const shown = `${signs[line]} ${plain(text)}`
    terminal.print(
      terminal.hasColorOut && line !== "same" ? `${colors[line]}${shown}\u001B[39m` : shown,
    )
  }
  return exitCode.done
}

export function revisionNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Stop(
      exitCode.wrongUse,
      "use.revision",
      "A revision is a whole number, from modkeep secrets history",
    )
  return Number(text)
}

// Prints a document with its values masked, its keys, or what reaches the module. The text goes to stdout as it is stored.
import type { Client } from "@modkeep/contract/client"
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { printTable } from "../table.ts"
import { openDocument } from "./open-document.ts"

export async function getSecrets(call: Call): Promise<ExitCode> {
  const { terminal } = call
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  if (call.has("effective")) {
    if (document.kind === "versions")
      throw new Stop(
        exitCode.wrongUse,
        "use.effective",
        "--effective is of an install: ins_… or APP/INSTALL",
      )
    return await printEffective(call, client, document.id)
  }
  const { data, etag } = await document.read()
  if (call.wantsJson) terminal.json({ ...data, etag })
  else if (call.has("keys")) printKeys(call, data)
  else terminal.print(data.text)
  return exitCode.done
}

function printKeys({ terminal }: Call, { keys }: SecretsAnswer): void {
  printTable(terminal, keys, [
    { title: "KEY", of: (key) => key.path },
    { title: "SET", of: (key) => (key.set ? "yes" : "no") },
    { title: "TYPE", of: (key) => key.type },
    { title: "FROM", of: (key) => key.origin },
    {
      title: "ENVIRONMENT",
      of: ({ environment }) => ("name" in environment ? environment.name : null),
    },
    { title: "REVISION", of: (key) => key.revision },
    { title: "CHANGED", of: (key) => key.changedAt, isTime: true },
    { title: "BY", of: (key) => key.changedBy },
  ])
}

async function printEffective(call: Call, client: Client, id: string): Promise<ExitCode> {
  const { data } = await client.call("installs.secrets.effective", { params: { id } })
  if (call.wantsJson) call.terminal.json(data)
  else {
    printTable(call.terminal, data.items, [
      { title: "KEY", of: (item) => item.path },
      { title: "FROM", of: (item) => item.origin },
      { title: "OVERRIDES", of: (item) => (item.overrides ? "yes" : "no") },
      { title: "TYPE", of: (item) => item.type },
      {
        title: "ENVIRONMENT",
        of: ({ environment }) => ("name" in environment ? environment.name : environment.reason),
      },
      { title: "CHANGED", of: (item) => item.changedAt, isTime: true },
    ])
  }
  return exitCode.done
}

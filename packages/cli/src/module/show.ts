// Shows a module, and on request how far its repository has gone on.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findModule } from "../find.ts"
import { printFields } from "../table.ts"

export async function showModule(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findModule(client, call.operand(0))
  const { data } = await client.call("modules.get", { params: { id } })
  const drift = call.has("drift")
    ? (await client.call("modules.drift", { params: { id } })).data
    : undefined
  if (call.wantsJson) {
    call.terminal.json(drift === undefined ? data : { ...data, drift })
    return exitCode.done
  }
  printFields(call.terminal, [
    ["name", data.name],
    ["id", data.id],
    ["owner", data.owner],
    ["repository", data.repository],
    ["directory", data.directory],
    ["entry point", data.entrypoint],
    ["credential", data.credential?.kind],
    ["deploy key", data.credential?.publicKey],
    ["shared with", data.shares.join(", ")],
    [
      "latest version",
      data.latest === null ? "none" : `${data.latest.number} (${data.latest.state})`,
    ],
    ["created", data.createdAt],
    ...(drift === undefined
      ? []
      : ([
          ["newest commit", drift.commit],
          ["drift", drift.behind ? "the latest version is behind" : "none"],
          ["template adds", drift.template.added.join(", ")],
          ["template drops", drift.template.removed.join(", ")],
          [
            "template renames",
            drift.template.renamed.map(({ from, to }) => `${from} → ${to}`).join(", "),
          ],
          ["template retypes", drift.template.retyped.join(", ")],
        ] as const)),
  ])
  return exitCode.done
}

// Shows a version.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findVersion } from "../find.ts"
import { printFields } from "../table.ts"

export async function showVersion(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findVersion(client, call.operand(0))
  const { data } = await client.call("versions.get", { params: { id } })
  if (call.wantsJson) {
    call.terminal.json(data)
    return exitCode.done
  }
  printFields(call.terminal, [
    ["number", data.number],
    ["id", data.id],
    ["module", data.module],
    ["state", data.state],
    [
      "failure",
      data.failure === undefined ? undefined : `${data.failure.title}: ${data.failure.detail}`,
    ],
    ["repository", data.repository],
    ["commit", `${data.commit} "${data.subject}" by ${data.author}, ${data.committedAt}`],
    ["ref", data.ref],
    ["directory", data.directory],
    ["entry point", data.entrypoint],
    ["pages", data.pages.map(({ title, path }) => `${title} (${path})`).join(", ")],
    ["Python", data.python],
    ["Streamlit", data.streamlit],
    ["secrets revision", data.revision],
    ["installs", data.installs],
    ["warnings", data.warnings.join("; ")],
    ["notes", data.notes],
    ["created", `${data.createdAt} by ${data.createdBy}`],
  ])
  return exitCode.done
}

// Prints what a commit asks for: the text to fill in, or its keys with the places that read them.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findModule } from "../find.ts"
import { readTemplate } from "../read-template.ts"
import { printTable } from "../table.ts"
import { withoutUndefined } from "../without-undefined.ts"

export async function printTemplate(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const module = await findModule(client, call.operand(0))
  const body = { module, ...withoutUndefined({ ref: call.text("ref") }) }
  const data = await readTemplate(call, client, body)
  const { terminal } = call
  if (call.wantsJson) {
    terminal.json(data)
    return exitCode.done
  }
  for (const note of data.notes) terminal.say(note)
  if (call.has("keys")) {
    printTable(terminal, data.keys, [
      { title: "KEY", of: (key) => key.path },
      { title: "NEEDED", of: (key) => (key.required ? "yes" : "no") },
      { title: "TYPE", of: (key) => key.type },
      {
        title: "READ BY",
        of: (key) => key.readBy.map(({ file, line }) => `${file}:${line}`).join(" "),
      },
      { title: "ABOUT", of: (key) => key.description },
    ])
    return exitCode.done
  }
  if (!data.template.found)
    terminal.say(
      `The commit has no ${data.template.path}${data.skeleton === null ? "" : "; this is made from what its code reads"}`,
    )
  terminal.print(data.template.found ? data.template.text : (data.skeleton ?? ""))
  return exitCode.done
}

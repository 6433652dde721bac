// Sets one value: read from stdin, a file or a hidden prompt, put into the document with every other byte as it was.
import type { Source } from "@modkeep/toml/edit"
import { parse } from "@modkeep/toml/parse"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { readDocumentText } from "../read-document-text.ts"
import { Stop } from "../stop.ts"
import { setIn } from "./change-text.ts"
import { keyPathOf } from "./key-path-of.ts"
import { openDocument } from "./open-document.ts"
import { saveChange } from "./save-change.ts"

export async function setSecret(call: Call): Promise<ExitCode> {
  const path = keyPathOf(call.operand(1))
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  const value = await readValue(call, call.operand(1))
  const written = call.has("toml") ? tomlSource(value) : ({ kind: "string", value } as const)
  return await saveChange(call, document, {
    paths: [path],
    apply: (text) => setIn(text, path, written),
  })
}

async function readValue(call: Call, name: string): Promise<string> {
  const file = call.text("file")
  if (file === undefined && call.terminal.canAsk)
    return await call.terminal.askHidden(`Value of ${name}: `)
  return (await readDocumentText(call, file ?? "-")).replace(/\r?\n$/, "")
}

/** The value as TOML writes it, alone: `8080`, `true`, `["a", "b"]`. */
function tomlSource(value: string): Source {
  const source = value.trim()
  const { document } = parse(`value = ${source}\n`)
  if (document === undefined || document.root.entries.size !== 1) {
    throw new Stop(
      exitCode.diagnostics,
      "toml.syntax",
      'With --toml the value is one TOML value, such as 8080, true or ["a", "b"]. Leave --toml out for text',
    )
  }
  return { source }
}

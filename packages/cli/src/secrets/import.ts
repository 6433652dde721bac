// Adds the keys of a file to a document: TOML, .env, JSON or a Space's front matter. Keys that are there get the new value.
import { formatKeyPath } from "@modkeep/toml/key-path"
import { type ImportFormat, importText } from "@modkeep/toml/import"
import { parse } from "@modkeep/toml/parse"
import { printDiagnostics } from "@modkeep/toml/print"
import type { TomlTable, TomlValue } from "@modkeep/toml/value"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { readDocumentText } from "../read-document-text.ts"
import { Stop } from "../stop.ts"
import { setIn } from "./change-text.ts"
import { openDocument } from "./open-document.ts"
import { saveChange } from "./save-change.ts"

const formats: readonly ImportFormat[] = ["toml", "env", "json", "front-matter"]

export async function importSecrets(call: Call): Promise<ExitCode> {
  const file = call.operand(1)
  const values = readValues(call, file, await readDocumentText(call, file))
  if (values.length === 0)
    throw new Stop(exitCode.diagnostics, "import.empty", "There is no key to import in it")
  const client = await connect(call)
  const document = await openDocument(client, call.operand(0))
  call.terminal.say(`Importing ${values.map(({ path }) => formatKeyPath(path)).join(", ")}`)
  return await saveChange(call, document, {
    paths: values.map(({ path }) => path),
    apply: (text) => values.reduce((changed, { path, value }) => setIn(changed, path, value), text),
  })
}

interface Value {
  readonly path: readonly string[]
  readonly value: TomlValue
}

function readValues(call: Call, file: string, input: string): Value[] {
  const named = call.choice("format", formats) ?? formatOfName(file)
  const { text, notes } = importText(input, named)
  for (const note of notes) call.terminal.say(`Note: ${note}`)
  if (text === undefined)
    throw new Stop(
      exitCode.diagnostics,
      "import.unreadable",
      "Nothing of it could be read. Say what it is with --format",
    )
  const { document, diagnostics } = parse(text)
  if (document === undefined) {
    call.terminal.say(printDiagnostics(diagnostics, text, { color: call.terminal.hasColorErr }))
    throw new Stop(
      exitCode.diagnostics,
      "toml.syntax",
      "It cannot be read as TOML. Say what it is with --format",
    )
  }
  return leavesOf(document.root)
}

/** An ending that says it; `.env.production` and `secrets.toml.txt` are recognised by their content. */
function formatOfName(file: string): ImportFormat | undefined {
  const byEnding: Readonly<Record<string, ImportFormat>> = {
    toml: "toml",
    env: "env",
    json: "json",
    md: "front-matter",
  }
  return byEnding[/\.([a-z]+)$/.exec(file)?.[1] ?? ""]
}

/** Tables are merged key by key; everything else, arrays included, goes as a whole. */
function leavesOf(table: TomlTable, above: readonly string[] = []): Value[] {
  return [...table.entries].flatMap(([key, value]) => {
    const path = [...above, key]
    return value.kind === "table" ? leavesOf(value, path) : [{ path, value }]
  })
}

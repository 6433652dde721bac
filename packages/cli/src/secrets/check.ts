// Checks a document here: no server, no network, and no value in what it prints.
import { checkVersion } from "@modkeep/toml/check-version"
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import { type Parsed, parse } from "@modkeep/toml/parse"
import type { Call } from "../call.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { readFileOrInput } from "../read-file-or-input.ts"
import { Stop } from "../stop.ts"
import { keyPathOf } from "./key-path-of.ts"

export async function checkFile(call: Call): Promise<ExitCode> {
  const file = call.operand(0)
  const bytes = await readFileOrInput(call, file)
  const parsed = parse(bytes)
  const diagnostics =
    parsed.document === undefined ? parsed.diagnostics : await checkDocument(call, parsed)
  const errors = diagnostics.filter(({ severity }) => severity === "error").length
  await report(call, { diagnostics, text: new TextDecoder().decode(bytes), errors })
  return errors === 0 ? exitCode.done : exitCode.diagnostics
}

async function checkDocument(call: Call, { document, diagnostics }: Parsed): Promise<Diagnostic[]> {
  if (document === undefined) return diagnostics
  const found = checkVersion({
    document,
    template: await readTemplate(call),
    acknowledgeMissing: call.texts("acknowledge")?.map((name) => keyPathOf(name)),
    streamlit: streamlitRelease(call),
  })
  return [...diagnostics, ...found]
}

async function readTemplate(
  call: Call,
): Promise<{ document: NonNullable<Parsed["document"]> } | undefined> {
  const file = call.text("template")
  if (file === undefined) return undefined
  const { document, diagnostics } = parse(await readFileOrInput(call, file))
  if (document !== undefined) return { document }
  const places = diagnostics.map(
    ({ message, range }) => `  line ${range.line}, column ${range.column}: ${message}`,
  )
  throw new Stop(
    exitCode.diagnostics,
    "template.unreadable",
    [`The template "${file}" cannot be read:`, ...places].join("\n"),
  )
}

function streamlitRelease(call: Call): string | undefined {
  const release = call.text("streamlit")
  if (release !== undefined && !/^\d+\.\d+(\.\d+)?$/.test(release)) {
    throw new Stop(
      exitCode.wrongUse,
      "use.streamlit",
      "--streamlit takes a release, such as 1.40.2",
    )
  }
  return release
}

interface Report {
  readonly diagnostics: readonly Diagnostic[]
  readonly text: string
  readonly errors: number
}

async function report(
  { terminal, wantsJson }: Call,
  { diagnostics, text, errors }: Report,
): Promise<void> {
  if (wantsJson) {
    terminal.json({ diagnostics })
    return
  }
  if (diagnostics.length > 0) {
    const { printDiagnostics } = await import("@modkeep/toml/print")
    terminal.print(printDiagnostics(diagnostics, text, { color: terminal.hasColorOut }))
  }
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length
  if (errors > 0)
    terminal.say(
      `${count(errors, "error")}${warnings > 0 ? `, ${count(warnings, "warning")}` : ""}`,
    )
  else terminal.say(warnings > 0 ? `Good, with ${count(warnings, "warning")}` : "Good")
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`
}

// Reads the document and its overlay, checks both as the server does, and lays them together.
import { writeCanonical } from "@modkeep/toml/canonical"
import { checkInstall } from "@modkeep/toml/check-install"
import { checkVersion } from "@modkeep/toml/check-version"
import { type Diagnostic, hasErrors } from "@modkeep/toml/diagnostic"
import type { SecretsDocument } from "@modkeep/toml/document"
import { projectEnvironment } from "@modkeep/toml/environment"
import { effective } from "@modkeep/toml/layers"
import { parse } from "@modkeep/toml/parse"
import { printDiagnostics } from "@modkeep/toml/print"
import { readFile } from "node:fs/promises"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import type { Terminal } from "../terminal.ts"
import type { DocumentFile } from "./dev.ts"

export interface EffectiveDocument {
  /** The canonical text, for the process alone. */
  readonly text: string
  readonly environment: Readonly<Record<string, string>>
}

export interface Refused {
  readonly file: string
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}

export async function readEffective(
  files: readonly DocumentFile[],
): Promise<EffectiveDocument | { refused: Refused }> {
  const [version, install] = await Promise.all(files.map(read))
  if (version === undefined) throw new Error("The document of the version comes first")
  if (version.document === undefined) return { refused: version }
  const wrong = checkVersion({ document: version.document })
  // Keys that an install sets may be blank in the version: the overlay's check looks at the two together.
  if (hasErrors(wrong)) return { refused: { ...version, diagnostics: wrong } }
  if (install !== undefined) {
    if (install.document === undefined) return { refused: install }
    const found = checkInstall({ overlay: install.document, version: version.document })
    if (hasErrors(found)) return { refused: { ...install, diagnostics: found } }
  }
  const merged = effective(version.document, install?.document)
  const blank = merged.blanks[0]
  if (blank !== undefined) {
    throw new Stop(
      exitCode.diagnostics,
      "secret.blank",
      `${blank.join(".")} is for the install to set: give it with --overlay FILE`,
    )
  }
  const { variables } = projectEnvironment(merged.root)
  return { text: writeCanonical(merged.root), environment: Object.fromEntries(variables) }
}

export function sayRefusal(terminal: Terminal, { file, text, diagnostics }: Refused): void {
  terminal.say(`${file}\n${printDiagnostics(diagnostics, text, { color: terminal.hasColorErr })}`)
}

async function read({
  file,
}: DocumentFile): Promise<Refused & { document: SecretsDocument | undefined }> {
  if (file === undefined) return { file: "(no secrets)", text: "", ...parse("") }
  const bytes = await readFile(file).catch(() => {
    throw new Stop(exitCode.notFound, "file.not_found", `There is no file "${file}"`)
  })
  return { file, text: new TextDecoder().decode(bytes), ...parse(bytes) }
}

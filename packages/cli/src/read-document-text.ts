// The text of a secrets document from a file or stdin, as UTF-8 and with every byte kept.
import type { Call } from "./call.ts"
import { exitCode } from "./exit-code.ts"
import { readFileOrInput } from "./read-file-or-input.ts"
import { Stop } from "./stop.ts"

export async function readDocumentText(call: Call, file: string): Promise<string> {
  const bytes = await readFileOrInput(call, file)
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Stop(
      exitCode.diagnostics,
      "toml.not_utf8",
      `${file === "-" ? "The input" : `"${file}"`} is not UTF-8: save it as UTF-8`,
    )
  }
}

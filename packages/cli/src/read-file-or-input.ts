// The bytes of a file that an operand or option names; `-` is stdin.
//
// Read at once: node:fs/promises brings streams and readline along, which cost a check more than its own work.
import { readFileSync } from "node:fs"
import type { Call } from "./call.ts"
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

export async function readFileOrInput(call: Call, file: string): Promise<Buffer> {
  if (file === "-") return await call.terminal.readInput()
  try {
    return readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ENOENT")
      throw new Stop(exitCode.notFound, "file.not_found", `There is no file "${file}"`)
    if (code === "EISDIR")
      throw new Stop(exitCode.wrongUse, "file.folder", `"${file}" is a folder: name a file in it`)
    throw new Stop(
      exitCode.failed,
      "file.unreadable",
      `Cannot read "${file}": allow your user to read it`,
    )
  }
}

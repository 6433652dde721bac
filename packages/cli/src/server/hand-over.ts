// Becomes the server: its program takes this process's place, so that signals, exit code and terminal are the server's own.
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Call } from "../call.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"

export async function handOver(call: Call, verb: "serve" | "sign-in-link"): Promise<ExitCode> {
  const program = fileURLToPath(new URL("../../../server/src/main.ts", import.meta.url))
  const { execve } = process
  if (!existsSync(program) || execve === undefined) {
    throw new Stop(
      exitCode.failed,
      "server.not_here",
      `Cannot run "modkeep ${verb}": the server is not part of this installation. Run it from a clone of the repository`,
    )
  }
  return execve(
    process.execPath,
    [process.execPath, program, verb, ...call.operands],
    environmentOf(call),
  )
}

/** The server starts from the same compiled code as the command line. */
function environmentOf(call: Call): Record<string, string> {
  const cache = fileURLToPath(
    new URL("../../../../node_modules/.cache/modkeep/compiled", import.meta.url),
  )
  const given = Object.entries(call.environment.inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return { NODE_COMPILE_CACHE: cache, ...Object.fromEntries(given) }
}

// The interpreter to run a module with: the one that was named, of the active environment, of the folder's .venv, of the PATH.
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Call } from "../call.ts"
import { exitCode } from "../exit-code.ts"
import { spawn } from "../spawn.ts"
import { Stop } from "../stop.ts"

export async function findPython(call: Call): Promise<string> {
  const named = call.text("python")
  const active = call.environment.inherited["VIRTUAL_ENV"]
  const own = resolve(call.operands[0] ?? ".", ".venv", "bin", "python")
  const python =
    named ??
    (active === undefined ? undefined : join(active, "bin", "python")) ??
    (existsSync(own) ? own : "python3")
  const { code } = await spawn({
    command: python,
    // Looked for, not imported: the import alone takes most of a second.
    args: ["-c", `import sys, importlib.util as u; sys.exit(u.find_spec("streamlit") is None)`],
    env: call.environment.inherited,
    timeoutMs: 60_000,
  })
  if (code === 0) return python
  throw new Stop(
    exitCode.failed,
    "dev.streamlit",
    `${python} has no Streamlit: activate the module's environment, or name its interpreter with --python`,
  )
}

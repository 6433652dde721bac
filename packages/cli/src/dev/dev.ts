// Runs a module as the server would: the same launcher, the same checks, its effective document live in the process.
import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { Call } from "../call.ts"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { findEntrypoint } from "./find-entrypoint.ts"
import { findPython } from "./find-python.ts"
import { readEffective, sayRefusal } from "./read-effective.ts"
import { runModule } from "./run-module.ts"
import { watchFiles } from "./watch-files.ts"

const runtime = fileURLToPath(new URL("../../../../python/modkeep_runtime", import.meta.url))

export async function dev(call: Call): Promise<number> {
  if (!existsSync(runtime)) {
    throw new Stop(
      exitCode.failed,
      "dev.not_here",
      "modkeep dev needs the repository: run it from a clone",
    )
  }
  const folder = resolve(call.operands[0] ?? ".")
  const entrypoint = await findEntrypoint(folder, call.text("entrypoint"))
  const files = documentFiles(call, folder)
  const document = await readEffective(files)
  if ("refused" in document) {
    sayRefusal(call.terminal, document.refused)
    throw new Stop(exitCode.diagnostics, "secrets.refused", "Nothing was started")
  }
  const port = call.whole("port") ?? 8501
  if (port < 1 || port > 65_535) {
    throw new Stop(
      exitCode.wrongUse,
      "use.port",
      "--port takes a number from 1 to 65535, such as 8501",
    )
  }
  const module = await runModule({
    runtime,
    folder,
    entrypoint,
    port,
    python: await findPython(call),
    env: call.environment.inherited,
    document,
  })
  call.terminal.say(`http://localhost:${port}/  (Ctrl-C ends it)`)
  const stopWatching = watchFiles(
    files.flatMap(({ file }) => file ?? []),
    async () => {
      const next = await readEffective(files)
      if ("refused" in next) {
        sayRefusal(call.terminal, next.refused)
        call.terminal.say("The page keeps the values it has")
      } else call.terminal.say(await module.deliver(next))
    },
  )
  try {
    return await module.ended
  } finally {
    stopWatching()
  }
}

export interface DocumentFile {
  /** Undefined: there is none, and the document is empty. */
  readonly file: string | undefined
}

/** The version's, then the install's overlay where there is one. */
function documentFiles(call: Call, folder: string): DocumentFile[] {
  const named = call.text("secrets")
  const own = join(folder, ".streamlit", "secrets.toml")
  const file = named === undefined ? (existsSync(own) ? own : undefined) : resolve(named)
  const overlay = call.text("overlay")
  for (const wanted of [file, overlay]) {
    if (wanted !== undefined && !existsSync(dirname(resolve(wanted)))) {
      throw new Stop(exitCode.notFound, "file.not_found", `There is no file "${wanted}"`)
    }
  }
  return [{ file }, ...(overlay === undefined ? [] : [{ file: resolve(overlay) }])]
}

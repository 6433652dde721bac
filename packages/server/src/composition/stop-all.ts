// `modkeep serve --stop`: ends the running server, if there is one, and then every module with the keeper that holds them.
import { readFile } from "node:fs/promises"
import { join } from "node:path"

import type { Config } from "#config.ts"
import { quitKeeper } from "#engine/local/quit-keeper.ts"
import { Fault } from "#base/fault.ts"

const SERVER_ENDS_MS = 12_000

export async function stopAll(config: Config): Promise<void> {
  const pid = await serverPid(config.data)
  if (pid !== undefined) await stopServer(pid)
  const ended = await quitKeeper(config.data, config.runtimeFolder)
  const what = [pid === undefined ? [] : ["the server"], ended ? ["the modules"] : []].flat()
  process.stderr.write(
    what.length === 0 ? "Nothing was running\n" : `Stopped ${what.join(" and ")}\n`,
  )
}

async function serverPid(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, "server.pid"), "utf8").catch(() => "")
  const pid = Number(text.trim())
  return Number.isInteger(pid) && pid > 1 && (await isServer(pid)) ? pid : undefined
}

/** A pid is used again by other programs: only one whose command line is a server's is ended. */
async function isServer(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
  return command.includes("main.ts") && command.includes("serve")
}

async function stopServer(pid: number): Promise<void> {
  process.kill(pid, "SIGTERM")
  const deadline = performance.now() + SERVER_ENDS_MS
  while (await isServer(pid)) {
    if (performance.now() > deadline) {
      throw new Fault("engine.unavailable", {
        public: `The server (process ${pid}) does not end. Look at its output, or end it by hand`,
      })
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

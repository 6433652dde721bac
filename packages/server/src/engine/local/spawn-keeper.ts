// Starts the keeper so that it outlives this server: own session, no descriptor of ours, its first words in a file.
import { spawn } from "node:child_process"
import { mkdir, open, readFile } from "node:fs/promises"
import { join } from "node:path"

export interface KeeperPlaces {
  /** The system's interpreter. */
  readonly python: string
  /** Folder `modkeep_runtime`. */
  readonly runtime: string
  readonly socket: string
  /** The keeper's own folder, 0700. */
  readonly data: string
}

export interface SpawnedKeeper {
  /** Resolves with the reason when it ended, which it should not; never when another keeper was already there. */
  readonly ended: Promise<string>
}

// The keeper's own status when another one holds the folder: that one will answer.
const alreadyRunning = 3

export async function spawnKeeper(places: KeeperPlaces): Promise<SpawnedKeeper> {
  await mkdir(places.data, { recursive: true, mode: 0o700 })
  const wordsPath = join(places.data, "start.log")
  const words = await open(wordsPath, "w", 0o600)
  const ended = Promise.withResolvers<string>()
  try {
    const main = join(places.runtime, "keeper_main.py")
    const args = ["-I", "-B", main, "--socket", places.socket, "--data", places.data]
    const child = spawn(places.python, args, {
      cwd: "/",
      // A session of its own: no signal meant for this server's terminal or group reaches it.
      detached: true,
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
      stdio: ["ignore", words.fd, words.fd],
    })
    child.once("error", (error) => ended.resolve(`It could not be run: ${error.message}`))
    child.once("exit", (code, signal) => {
      if (code !== alreadyRunning) void lastWords(wordsPath, code ?? signal).then(ended.resolve)
    })
    child.unref()
  } finally {
    await words.close()
  }
  return { ended: ended.promise }
}

async function lastWords(path: string, outcome: number | string | null): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "")
  const last = text.trimEnd().split("\n").at(-1) ?? ""
  return `It ended at once with ${outcome}${last === "" ? "" : `: ${last}`}`
}

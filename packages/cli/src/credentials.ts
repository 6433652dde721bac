// The tokens of `modkeep login`, one per server, in a file of mode 0600 in the user's configuration folder.
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

export interface Credentials {
  /** Origin of the server that commands talk to. */
  readonly current: string | undefined
  readonly tokens: Readonly<Record<string, string>>
}

const none: Credentials = { current: undefined, tokens: {} }

export async function readCredentials(folder: string): Promise<Credentials> {
  const file = credentialsFile(folder)
  let text: string
  try {
    text = await readFile(file, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return none
    throw new Stop(
      exitCode.failed,
      "credentials.unreadable",
      `Cannot read ${file}: allow your user to read it, or remove it and sign in again`,
    )
  }
  const parsed = parse(text)
  if (parsed === undefined)
    throw new Stop(
      exitCode.failed,
      "credentials.unreadable",
      `${file} is not what modkeep wrote: remove it and sign in again`,
    )
  return parsed
}

/** Replaces the file as a whole: a reader sees the old tokens or the new ones, and nobody else sees either. */
export async function writeCredentials(folder: string, credentials: Credentials): Promise<void> {
  const file = credentialsFile(folder)
  if (Object.keys(credentials.tokens).length === 0) {
    await rm(file, { force: true })
    return
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 })
  await chmod(next, 0o600)
  await rename(next, file)
}

export function credentialsFile(folder: string): string {
  return join(folder, "credentials.json")
}

function parse(text: string): Credentials | undefined {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof data !== "object" || data === null || !("tokens" in data)) return undefined
  const { tokens } = data
  if (typeof tokens !== "object" || tokens === null) return undefined
  const kept = Object.entries(tokens).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  )
  const current = "current" in data && typeof data.current === "string" ? data.current : undefined
  return { current, tokens: Object.fromEntries(kept) }
}

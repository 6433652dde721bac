// A root key in a file of one line, readable by its user alone. The file is whole or not there, and never overwritten.
import { randomBytes } from "node:crypto"
import { link, open, readFile, unlink } from "node:fs/promises"
import { dirname } from "node:path"
import { Fault } from "#base/fault.ts"
import { localRootKey, ROOT_KEY_BYTES } from "./local-root-key.ts"
import type { RootKey, RootKeySource } from "./root-key.ts"

// A word that secret scanners and people recognise, and the number of the format.
const PREFIX = "modkeep-root-key-1:"

export function rootKeyFile(path: string): RootKeySource {
  return {
    place: `file "${path}"`,
    read: async () => await read(path),
    create: async () => await create(path),
    kind: "file",
    exportText: async () => await readLine(path),
  }
}

async function read(path: string): Promise<RootKey | undefined> {
  const line = await readLine(path)
  if (line === undefined) return undefined
  const bytes = Buffer.from(line.slice(PREFIX.length), "base64url")
  if (!line.startsWith(PREFIX) || bytes.length !== ROOT_KEY_BYTES) {
    throw new Fault("keyring.root_key_wrong", {
      public: `The file "${path}" holds no root key. Put back the file that Modkeep made, from where you keep its copy`,
    })
  }
  return localRootKey(bytes)
}

async function readLine(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim()
  } catch (cause) {
    if (isSystemError(cause, "ENOENT")) return undefined
    throw new Fault("keyring.root_key_missing", {
      public: `Cannot read the root key file "${path}". Check that the user Modkeep runs as may read it`,
      cause,
    })
  }
}

async function create(path: string): Promise<RootKey> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}`
  const text = `${PREFIX}${randomBytes(ROOT_KEY_BYTES).toString("base64url")}\n`
  try {
    await writeDurably(temporary, text)
    // Unlike a rename, a link never replaces a file that is there.
    await link(temporary, path).catch((cause: unknown) => {
      if (!isSystemError(cause, "EEXIST")) throw cause
    })
    await unlink(temporary)
    await syncFolder(dirname(path))
  } catch (cause) {
    throw new Fault("config.invalid", {
      public: `Cannot make the root key file "${path}". Check that its folder exists and can be written, or name another place with MODKEEP_ROOT_KEY`,
      cause,
    })
  }
  const key = await read(path)
  if (key) return key
  throw new Fault("keyring.root_key_missing", {
    public: `The root key file "${path}" was removed while Modkeep started. Start again`,
  })
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new name in a folder survives a power cut only when the folder is written too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r")
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code
}

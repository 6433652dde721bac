// The folder where documents and sockets lie while processes run: in memory, ours alone, with a short path.
//
// Its name comes from the data folder's real path, so that two installations never meet and the next server finds the keeper.
import { createHash } from "node:crypto"
import { realpath, statfs } from "node:fs/promises"
import { join } from "node:path"

import { Fault } from "#base/fault.ts"
import { ownFolder } from "#base/own-folder.ts"

export interface MemoryFolder {
  readonly path: string
  /** Set when documents would touch a disk: the operator is told. */
  readonly warning: string | undefined
}

interface Places {
  readonly dataFolder: string
  /** `XDG_RUNTIME_DIR`, where there is one. */
  readonly runtimeFolder: string | undefined
  /** Default `/dev/shm`. */
  readonly sharedMemory?: string
}

// statfs(2) f_type of tmpfs and ramfs.
const memoryTypes = [0x01021994, 0x858458f6]
// sockaddr_un holds 108 bytes, one of them the closing NUL (Linux unix(7)).
const socketPathBytesMax = 107
const longestNameInside = "/prc_00000000000000000000000000/app.sock"

/** @throws config.invalid when no place will do. */
export async function memoryFolder(places: Places): Promise<MemoryFolder> {
  const data = await realpath(places.dataFolder)
  const name = `modkeep-${createHash("sha256").update(data).digest("hex").slice(0, 8)}`
  const parents = [places.sharedMemory ?? "/dev/shm", places.runtimeFolder]
  for (const parent of parents) {
    if (parent === undefined || !(await isInMemory(parent))) continue
    const path = join(parent, name)
    if (fits(path) && (await makeOurs(path))) return { path, warning: undefined }
  }
  const path = join(data, "run")
  if (!fits(path)) {
    throw new Fault("config.invalid", {
      public: `Cannot use the data folder "${data}": its path is too long for sockets. Use one of at most ${longestData()} characters`,
    })
  }
  if (!(await makeOurs(path))) {
    throw new Fault("config.invalid", {
      public: `Cannot use "${path}": it belongs to another user. Remove it or choose another data folder`,
    })
  }
  return {
    path,
    warning: `Documents of running modules lie in ${path}, which is not in memory: this machine has no folder in memory that Modkeep may use`,
  }
}

function fits(path: string): boolean {
  return Buffer.byteLength(path + longestNameInside) <= socketPathBytesMax
}

function longestData(): number {
  return socketPathBytesMax - longestNameInside.length - "/run".length
}

async function isInMemory(path: string): Promise<boolean> {
  try {
    return memoryTypes.includes((await statfs(path)).type)
  } catch {
    return false
  }
}

// Modules run as users of their own when we are root: they pass through here to their own folder.
async function makeOurs(path: string): Promise<boolean> {
  return await ownFolder(path, process.getuid?.() === 0 ? 0o711 : 0o700)
}

// What this machine gives to Modkeep, and what is missing, in words for the operator. Everything is looked at now; nothing is changed.
import { statfs } from "node:fs/promises"
import { availableParallelism, totalmem } from "node:os"

import type { Finding, Health } from "@modkeep/contract/schemas/operator"

import { Fault } from "#base/fault.ts"
import { serverVersion } from "#base/server-version.ts"

import type { Context } from "./context.ts"
import { showKeys } from "./show-keys.ts"

const GIB = 1024 ** 3
/** One environment of Streamlit takes about 0.5 GiB. */
const DISK_FREE_MIN = 5 * GIB

export async function showHealth(context: Context): Promise<Health> {
  const looks = await Promise.all([
    lookAtGit(context),
    lookAtPython(context),
    lookAtDatabase(context),
    lookAtDisk(context),
    lookAtRootKey(context),
  ])
  return {
    version: serverVersion,
    items: [...lookAtEngine(context), ...looks, lookAtDocuments(context), lookAtMachine()],
  }
}

/** One finding for each thing that the engine cannot keep apart or limit. */
function lookAtEngine({ engine }: Context): Finding[] {
  const name = "Isolation"
  const { reachable, missing } = engine.health()
  if (!reachable) {
    const help = "It starts with the first page. When pages do not start, read the server's log"
    return [{ name, state: "poor", found: "The engine does not run", help }]
  }
  if (missing.length === 0) return [good(name, "Modules are kept apart and limited in full")]
  return missing.map((found) => ({ name, state: "poor", found, help: null }))
}

async function lookAtGit({ git }: Context): Promise<Finding> {
  return await tried("Git", async () => good("Git", await git.checkVersion()))
}

async function lookAtPython({ findPython }: Context): Promise<Finding> {
  return await tried("Python", async () => good("Python", await findPython()))
}

async function lookAtDatabase({ store }: Context): Promise<Finding> {
  return await tried("Database", async () => {
    const from = performance.now()
    await store.db.selectFrom("audit").select("sequence").limit(1).execute()
    const ms = (performance.now() - from).toFixed(1)
    const kind = store.dialect === "sqlite" ? "SQLite" : "PostgreSQL"
    return good("Database", `${kind}, answers in ${ms} ms`)
  })
}

async function lookAtDisk({ config }: Context): Promise<Finding> {
  const name = "Data folder"
  const { bavail, bsize } = await statfs(config.data)
  const free = bavail * bsize
  const found = `${config.data}, ${(free / GIB).toFixed(1)} GiB free`
  if (free >= DISK_FREE_MIN) return good(name, found)
  const help = "Delete versions that nothing uses: their environments go with them"
  return { name, state: "poor", found, help }
}

/** The engine chose it; nobody else judges what is memory. */
function lookAtDocuments({ engine }: Context): Finding {
  const name = "Memory-backed storage"
  const { folder, isInMemory } = engine.health().documents
  if (isInMemory) return good(name, folder)
  const found = `Documents of running modules lie in ${folder}, which is not in memory`
  const help = "Mount a tmpfs at /dev/shm that Modkeep may write to, then start Modkeep again"
  return { name, state: "poor", found, help }
}

async function lookAtRootKey(context: Context): Promise<Finding> {
  const name = "Root key"
  const { place, recoveryAcknowledgedAt } = await showKeys(context, context.store.db)
  if (recoveryAcknowledgedAt !== null) return good(name, `${place}; a copy is put away`)
  const help = "Save the recovery key: without a copy the secrets are lost with this machine"
  return { name, state: "poor", found: `${place}; nobody has put a copy away`, help }
}

function lookAtMachine(): Finding {
  const cores = availableParallelism()
  const memory = totalmem() / GIB
  const found = `${memory.toFixed(1)} GiB memory, ${cores} ${cores === 1 ? "core" : "cores"}, Node ${process.versions.node}`
  if (memory >= 1) return good("Machine", found)
  return { name: "Machine", state: "poor", found, help: "A running page takes 60 MiB and more" }
}

function good(name: string, found: string): Finding {
  return { name, state: "good", found, help: null }
}

/** What fails here is what the operator came to see. */
async function tried(name: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (thrown) {
    const found = thrown instanceof Fault ? thrown.public : "Cannot be used; the log says why"
    return { name, state: "missing", found, help: null }
  }
}

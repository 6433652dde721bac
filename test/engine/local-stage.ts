// A local engine on a data folder of its own, with one of the shared Streamlit environments.
import { mkdtemp, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

import type { EngineStage } from "../../packages/server/src/engine/contract.suite.ts"
import type { Engine, ProcessAddress } from "../../packages/server/src/engine/engine.ts"
import { createLocalEngine } from "../../packages/server/src/engine/local/create-local-engine.ts"
import { KeeperConnection } from "../../packages/server/src/engine/local/keeper-connection.ts"
import { memoryFolder } from "../../packages/server/src/engine/local/memory-folder.ts"
import { enginePlaces } from "../../packages/server/src/engine/local/places.ts"
import { quitKeeper } from "../../packages/server/src/engine/local/quit-keeper.ts"
import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, type StreamlitRelease } from "../support/streamlit-environments.ts"

const runtime = resolve(import.meta.dirname, "../../python/modkeep_runtime")
/** A keeper that executes every module. The launcher is the same. */
const executed = resolve(import.meta.dirname, "executed")

export interface LocalStage extends EngineStage {
  readonly dataFolder: string
  readonly warnings: string[]
}

export async function newDataFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "modkeep-data-")))
}

interface Choice {
  readonly diskLookMs?: number
  /** `forked`: a pre-forked interpreter is there before the first start. */
  readonly way?: "executed" | "forked"
  readonly isolation?: "required" | "best-effort"
}

export async function openLocalEngine(
  dataFolder: string,
  warnings: string[] = [],
  { diskLookMs, way, isolation = "required" }: Choice = {},
): Promise<Engine> {
  return createLocalEngine({
    ...(diskLookMs === undefined ? {} : { diskLookMs }),
    dataFolder,
    runtime: way === "executed" ? executed : runtime,
    path: process.env["PATH"] ?? "",
    runtimeFolder: process.env["XDG_RUNTIME_DIR"],
    isolation,
    warn: (what, detail) => {
      const { error } = detail
      warnings.push(error instanceof Error ? `${what}: ${error.message}` : what)
    },
  })
}

export async function localStage(
  release: StreamlitRelease,
  choice: Choice = {},
): Promise<LocalStage> {
  const made = await streamlitEnvironment(release)
  const dataFolder = await newDataFolder()
  const warnings: string[] = []
  const engine = await openLocalEngine(dataFolder, warnings, choice)
  const environment = {
    id: `streamlit-${release}`,
    path: made.folder,
    python: made.python,
    reach: [made.basePrefix, resolve(runtime, "..")],
  }
  if (choice.way === "forked") await engine.prepare(environment)
  return {
    engine,
    dataFolder,
    warnings,
    environment,
    visit,
    async close() {
      await engine.close()
      await endKeeper(dataFolder)
    },
  }
}

export async function visit(address: ProcessAddress) {
  if (address.kind !== "unix") throw new Error("The local engine listens on Unix sockets")
  const session = await openSession({ socketPath: address.path })
  return {
    run: async () => (await session.run()).texts,
    get isOpen() {
      return session.isOpen
    },
    close: () => session.close(),
  }
}

/** What the keeper of a data folder says of itself. Takes the connection over for a moment. */
export async function askKeeper(dataFolder: string) {
  const memory = await memoryFolder({ dataFolder, runtimeFolder: process.env["XDG_RUNTIME_DIR"] })
  const { keeperSocket } = enginePlaces(dataFolder, memory.path)
  const connection = await KeeperConnection.open(keeperSocket, { event() {}, closed() {} })
  try {
    return await connection.request("hello", {}, 5_000)
  } finally {
    connection.close()
  }
}

/** Ends the keeper with all its modules and removes the folders. */
export async function endKeeper(dataFolder: string): Promise<void> {
  await quitKeeper(dataFolder, process.env["XDG_RUNTIME_DIR"])
  const { path } = await memoryFolder({ dataFolder, runtimeFolder: process.env["XDG_RUNTIME_DIR"] })
  await rm(path, { recursive: true, force: true })
  await rm(dataFolder, { recursive: true, force: true })
}

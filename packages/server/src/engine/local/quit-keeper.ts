// Ends the keeper of a data folder and with it every module it holds: for a full stop, when no server needs them any more.
import { memoryFolder } from "./memory-folder.ts"
import { enginePlaces } from "./places.ts"
import { KeeperConnection } from "./keeper-connection.ts"

const graceMs = 5_000
// The grace, then SIGKILL and the reading of last words.
const quitTimeoutMs = graceMs + 10_000

/** Resolves when nothing is left: true when there was a keeper. @throws KeeperSilence when it does not end in time. */
export async function quitKeeper(
  dataFolder: string,
  runtimeFolder: string | undefined,
): Promise<boolean> {
  const memory = await memoryFolder({ dataFolder, runtimeFolder })
  const { keeperSocket } = enginePlaces(dataFolder, memory.path)
  const closed = Promise.withResolvers<void>()
  const connection = await KeeperConnection.find(keeperSocket, {
    event() {},
    closed: closed.resolve,
  })
  if (connection === undefined) return false
  try {
    await connection.request("quit", { graceMs }, quitTimeoutMs)
    // It answers when all modules have ended, and then ends itself.
    await closed.promise
    return true
  } finally {
    connection.close()
  }
}

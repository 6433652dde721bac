// Kills a real server (SIGKILL) at random instants while several documents are saved as fast as they can be, and looks after each
// start whether anything that was acknowledged is gone or half there.
import { ProblemError } from "@modkeep/contract/problem-error"

import { deployOn } from "../support/deployment.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"

const documents = 4
const latestKillMs = 120

export interface KillFindings {
  readonly kills: number
  readonly acknowledged: number
  /** Acknowledged revisions that were not there, or held something else, after a start. */
  readonly lost: number
  /** Documents that did not open, or revisions that nobody had asked for. */
  readonly halfStates: number
  /** Saves whose answer the kill cut off and that were there all the same. */
  readonly unanswered: number
}

interface Document {
  readonly install: string
  /** The newest revision that was acknowledged. */
  known: number
}

export async function killLoop(kills: number): Promise<KillFindings> {
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "error" } })
  try {
    const found = { kills, acknowledged: 0, lost: 0, halfStates: 0, unanswered: 0 }
    const all = await prepare(server)
    for (let kill = 0; kill < kills; kill++) {
      const savers = all.map(async (document) => await saveOn(server, document, found))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * latestKillMs))
      await server.end("SIGKILL")
      await Promise.all(savers)
      await server.start()
      await Promise.all(all.map(async (document) => await look(server, document, found)))
    }
    return found
  } finally {
    await server.dispose()
  }
}

/** Installs that are never opened: their own documents are stored without a process to deliver to. */
async function prepare(server: ModkeepServer): Promise<Document[]> {
  const deployment = await deployOn(server)
  const version = await deployment.publish("import streamlit\n", 'KEY = "of the version"\n')
  const found: Document[] = []
  for (let count = 0; count < documents; count++) {
    const { id } = await deployment.install(version, { secrets: 'KEY = "value 1"\n' })
    found.push({ install: id, known: 1 })
  }
  return found
}

async function saveOn(
  server: ModkeepServer,
  document: Document,
  found: { acknowledged: number },
): Promise<void> {
  const { client } = server
  try {
    for (;;) {
      const next = document.known + 1
      const saved = await client.call("installs.secrets.put", {
        params: { id: document.install },
        body: { text: `KEY = "value ${next}"\n` },
        ifMatch: `"${document.known}"`,
      })
      document.known = saved.data.revision
      found.acknowledged += 1
    }
  } catch (error) {
    // An answer of the API is a fault of this loop; anything else is the kill.
    if (error instanceof ProblemError) throw error
  }
}

async function look(
  server: ModkeepServer,
  document: Document,
  found: { lost: number; halfStates: number; unanswered: number },
): Promise<void> {
  const { client } = server
  const params = { id: document.install }
  const { revision } = (await client.call("installs.secrets.get", { params })).data
  // Four at each start: the limit of reveals counts anew with the server.
  const { value } = (
    await client.call("installs.secrets.reveal", {
      params,
      body: { path: "KEY", reason: "after a kill" },
    })
  ).data
  const isWhole = value === `"value ${revision}"`
  if (revision < document.known || (revision === document.known && !isWhole)) found.lost += 1
  else if (revision > document.known + 1 || !isWhole) found.halfStates += 1
  else if (revision === document.known + 1) found.unanswered += 1
  document.known = revision
}

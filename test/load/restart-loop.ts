// Restarts a real server again and again under open sessions, and counts what that did to modules, sessions and the machine.
import { deployOn } from "../support/deployment.ts"
import { mounts, processesNaming } from "../support/machine-traces.ts"
import { type ModkeepServer, startServer } from "../support/modkeep-server.ts"
import type { StreamlitSession } from "../support/streamlit-client.ts"

const script = `
import os, streamlit as st
st.text("runs " + str(st.session_state.setdefault("runs", 0)))
st.text("pid " + str(os.getpid()))
st.text("value " + st.secrets["KEY"])
st.session_state.runs += 1
`
const installs = 3
const sessionsEach = 2

export interface RestartFindings {
  readonly terminated: number
  readonly killed: number
  /** Processes that were there at the end and not at the beginning, or the other way round. */
  readonly modulesRestarted: number
  readonly reconnections: number
  /** Sessions that came back as another one, or had lost what they held. */
  readonly sessionsLost: number
  /** Saves of a round that an open session did not show. */
  readonly savesLost: number
  readonly processesLeft: number
  readonly mountsLeft: number
  /** From the signal to the first answer of a page, milliseconds. */
  readonly awayMs: readonly number[]
}

interface Visitor {
  readonly install: { readonly id: string; readonly url: string }
  session: StreamlitSession
  runs: number
}

export async function restartLoop(rounds: number): Promise<RestartFindings> {
  const before = await mounts()
  const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
  try {
    const found = await restarts(server, rounds)
    await server.dispose()
    const left = (await mounts()).filter((line) => line.includes(server.folder))
    return {
      ...found,
      processesLeft: (await processesNaming(server.folder)).length,
      mountsLeft: Math.max(left.length, (await mounts()).length - before.length),
    }
  } catch (error) {
    await server.dispose()
    throw error
  }
}

async function restarts(server: ModkeepServer, rounds: number) {
  const deployment = await deployOn(server)
  const version = await deployment.publish(script, 'KEY = "value 0"\n')
  const visitors: Visitor[] = []
  for (let count = 0; count < installs; count++) {
    const install = await deployment.install(version)
    for (let more = 0; more < sessionsEach; more++) {
      const session = await deployment.visit(install)
      await session.run()
      visitors.push({ install, session, runs: 1 })
    }
  }
  const processes = async () => {
    const shown = await Promise.all(visitors.map(({ install }) => deployment.show(install.id)))
    return new Set(shown.flatMap((one) => one.processes.map(({ id }) => id)))
  }
  const first = await processes()
  let [sessionsLost, savesLost] = [0, 0]
  const awayMs: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const from = performance.now()
    await server.end(round % 2 === 0 ? "SIGKILL" : "SIGTERM")
    await server.start()
    const saved = deployment.client.call("versions.secrets.put", {
      params: { id: version },
      body: { text: `KEY = "value ${round}"\n` },
      ifMatch: `"${round}"`,
    })
    const outcomes = await Promise.all(
      visitors.map(async (visitor) => {
        const { sessionId } = visitor.session
        visitor.session = await deployment.visit(visitor.install, sessionId)
        const { texts } = await visitor.session.run()
        const isSame = visitor.session.sessionId === sessionId
        return isSame && texts[0] === `runs ${visitor.runs++}`
      }),
    )
    awayMs.push(performance.now() - from)
    sessionsLost += outcomes.filter((isSame) => !isSame).length
    await saved
    const shown = await Promise.all(visitors.map(async ({ session }) => await session.run()))
    for (const visitor of visitors) visitor.runs += 1
    savesLost += shown.filter(({ texts }) => texts[2] !== `value value ${round}`).length
  }
  const last = await processes()
  await Promise.all(visitors.map(async ({ session }) => await session.close()))
  return {
    terminated: Math.ceil(rounds / 2),
    killed: Math.floor(rounds / 2),
    modulesRestarted:
      [...first].filter((id) => !last.has(id)).length +
      [...last].filter((id) => !first.has(id)).length,
    reconnections: rounds * visitors.length,
    sessionsLost,
    savesLost,
    awayMs,
  }
}

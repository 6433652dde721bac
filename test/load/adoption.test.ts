// The server restarts under open sessions; `npm run bench -- adoption` does the same a hundred times.
import { expect, test } from "vitest"

import { restartLoop } from "./restart-loop.ts"

test("SIGTERM and kill -9 in turns under open sessions: no module restarts, each session goes on as itself, every save arrives, nothing is left behind", async () => {
  const { awayMs, ...found } = await restartLoop(6)
  expect(awayMs).toHaveLength(6)
  expect(found).toEqual({
    terminated: 3,
    killed: 3,
    modulesRestarted: 0,
    reconnections: 36,
    sessionsLost: 0,
    savesLost: 0,
    processesLeft: 0,
    mountsLeft: 0,
  })
})

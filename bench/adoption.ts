// A hundred restarts of the server under open sessions, half of them by SIGTERM, half by kill -9: what they did to modules and sessions.
//
// There is no opponent: what restarts its modules with itself would lose every session at every round.
import { restartLoop } from "../test/load/restart-loop.ts"
import type { BenchResult } from "./bench.ts"
import { percentile } from "./support/percentile.ts"

const rounds = 100

export async function adoption(): Promise<BenchResult> {
  const found = await restartLoop(rounds)
  const away = (share: number) => `${percentile(found.awayMs, share).toFixed(0)} ms`
  return {
    columns: [
      "SIGTERM",
      "kill -9",
      "modules restarted",
      "sessions that came back as another",
      "saves not shown",
      "processes left",
      "mounts left",
      "away p50",
      "p99",
    ],
    rows: [
      [
        `${found.terminated}`,
        `${found.killed}`,
        `${found.modulesRestarted} of 3`,
        `${found.sessionsLost} of ${found.reconnections}`,
        `${found.savesLost} of ${found.reconnections}`,
        `${found.processesLeft}`,
        `${found.mountsLeft}`,
        away(0.5),
        away(0.99),
      ],
    ],
    notes: [
      "Three installs of a small module, two open sessions each. After each restart every session reconnects with its id and must go on with what it held; a save is made meanwhile and must be shown by all of them.",
      "Away: from the signal until the last of the six sessions has run its script again.",
    ],
  }
}

// kill -9 of the whole server at random instants while four documents are saved as fast as they can be. There is no opponent: the
// only figures that count are the two noughts.
import { killLoop } from "../test/faults/kill-loop.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"

const killsPerPair = 50

export async function kills({ pairs }: BenchOptions): Promise<BenchResult> {
  const found = await killLoop(pairs * killsPerPair)
  return {
    columns: [
      "kills",
      "saves acknowledged",
      "of them lost",
      "half states",
      "stored and unanswered",
    ],
    rows: [
      [
        `${found.kills}`,
        `${found.acknowledged}`,
        `${found.lost}`,
        `${found.halfStates}`,
        `${found.unanswered}`,
      ],
    ],
    notes: [
      "Each kill comes 0 to 120 ms after the server is ready, in the middle of saves of four documents; after each start every document is read and its value revealed, which must be the one of its revision.",
      "Stored and unanswered: the save was committed and the kill cut its answer off; its sender finds it on asking again.",
    ],
  }
}

// kill -9 in the middle of saves; `npm run bench -- kills` does the same for as many kills as it is told.
import { expect, test } from "vitest"

import { killLoop } from "./kill-loop.ts"

test("killed at random instants under saves, the server loses nothing that it acknowledged and keeps nothing half", async () => {
  const { acknowledged, unanswered: _, ...found } = await killLoop(10)
  expect(found).toEqual({ kills: 10, lost: 0, halfStates: 0 })
  expect(acknowledged).toBeGreaterThan(10)
})

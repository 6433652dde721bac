import { expect, it } from "vitest"

import { systemTimekeeper } from "./timekeeper.ts"

it("a wait of years does not end at once", async () => {
  const fired: string[] = []
  const callOff = systemTimekeeper.after(1e12, () => fired.push("years"))
  await new Promise<void>((resolve) => {
    systemTimekeeper.after(20, resolve)
    // The timekeeper's own timers keep no process alive.
    setTimeout(resolve, 1_000)
  })
  expect(fired).toEqual([])
  callOff()
})

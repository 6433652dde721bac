import { expect, test } from "vitest"

import { WorkQueue } from "./work-queue.ts"

test("at most `width` jobs run at once, and a key asked for twice runs once", async () => {
  let running = 0
  let most = 0
  const ran: number[] = []
  const release: (() => void)[] = []
  const queue = new WorkQueue<number>(2, async (key) => {
    ran.push(key)
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => release.push(resolve))
    running--
  })
  for (const key of [1, 2, 2, 3, 1]) queue.add(key)
  expect(ran).toEqual([1, 2])
  release.shift()?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(ran).toEqual([1, 2, 3])
  expect(most).toBe(2)
  for (const done of release) done()
  await queue.close()
})

test("cancel takes a waiting job out and tells a running one to stop", async () => {
  const ran: string[] = []
  const queue = new WorkQueue<string>(1, async (key, signal) => {
    ran.push(key)
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))
    ran.push(`${key} stopped`)
  })
  queue.add("a")
  queue.add("b")
  await queue.cancel("b")
  await queue.cancel("a")
  expect(ran).toEqual(["a", "a stopped"])
})

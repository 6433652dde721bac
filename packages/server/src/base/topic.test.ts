import { expect, test } from "vitest"

import { Topic } from "./topic.ts"

test("a listener gets every event from its call on, in order, and ends with the signal", async () => {
  const topic = new Topic<string, number>()
  const stop = new AbortController()
  topic.publish("a", 0)
  const events = topic.listen("a", stop.signal)
  topic.publish("a", 1)
  topic.publish("b", 9)
  topic.publish("a", 2)
  const seen: number[] = []
  for await (const event of events) {
    seen.push(event)
    if (event === 2) stop.abort()
  }
  expect(seen).toEqual([1, 2])
})

test("a listener that falls far behind ends instead of holding ever more events", async () => {
  const topic = new Topic<string, number>()
  const events = topic.listen("a", new AbortController().signal)
  for (let n = 0; n < 20_000; n++) topic.publish("a", n)
  let count = 0
  for await (const _ of events) count++
  expect(count).toBe(10_001)
})

test("when nothing more will come for a key, its listeners end with what they were given; others go on", async () => {
  const topic = new Topic<string, number>()
  const stop = new AbortController()
  const ended = topic.listen("a", stop.signal)
  const other = topic.listen("b", stop.signal)
  topic.publish("a", 1)
  topic.end("a")
  topic.publish("a", 2)
  topic.publish("b", 3)
  stop.abort()
  const seen: number[] = []
  for await (const event of ended) seen.push(event)
  for await (const event of other) seen.push(event)
  expect(seen).toEqual([1, 3])
})

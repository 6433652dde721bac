import { installId } from "@modkeep/contract/ids"
import { expect, test } from "vitest"

import { newId } from "#base/ids.ts"

import { type Activity, ActivityBook } from "./activity.ts"

const install = installId.parse(newId("ins"))

/** A book on a clock that the test sets, with everything its listeners hear. */
function bookAt() {
  const clock = { at: 1, now: () => clock.at }
  const book = new ActivityBook(clock)
  const heard: Activity[] = []
  book.subscribe((_install, activity) => heard.push(activity))
  return { book, clock, heard }
}

test("an install nobody visited has no activity", () => {
  expect(bookAt().book.of(install)).toEqual({ sockets: 0, requests: 0, lastAt: 0 })
})

test("the time is that of the last beginning or end", () => {
  const { book, clock } = bookAt()
  const end = book.begin(install, "requests")
  clock.at = 5
  end()
  expect(book.of(install)).toEqual({ sockets: 0, requests: 0, lastAt: 5 })
})

test("an install that is gone is forgotten when the last thing under way has ended", () => {
  const { book } = bookAt()
  const end = book.begin(install, "requests")
  book.forget(install)
  expect(book.of(install).requests).toBe(1)
  end()
  expect(book.of(install)).toEqual({ sockets: 0, requests: 0, lastAt: 0 })
})

test("ending twice counts once", () => {
  const { book } = bookAt()
  book.begin(install, "sockets")
  const end = book.begin(install, "sockets")
  end()
  end()
  expect(book.of(install).sockets).toBe(1)
  expect(book.sockets).toBe(1)
})

test("listeners hear of busy, quiet and every WebSocket, not of requests in between", () => {
  const { book, heard } = bookAt()
  const first = book.begin(install, "requests")
  const second = book.begin(install, "requests")
  const socket = book.begin(install, "sockets")
  second()
  first()
  socket()
  expect(heard.map(({ sockets, requests }) => [sockets, requests])).toEqual([
    [0, 1],
    [1, 2],
    [0, 0],
  ])
})

test("a handshake that becomes a WebSocket is never quiet in between", () => {
  const { book, heard } = bookAt()
  const handshake = book.begin(install, "requests")
  book.begin(install, "sockets")
  handshake()
  expect(heard.some(({ sockets, requests }) => sockets + requests === 0)).toBe(false)
})

import fc from "fast-check"
import { expect, test } from "vitest"

import { ResponseParser } from "./response-parser.ts"

interface Heard {
  readonly heads: number[]
  readonly headers: string[]
  body: string
  ends: number
  isReusable: boolean
  trailers: readonly string[]
}

/** Feeds the pieces of one answer and tells what was heard of it. */
function hear(pieces: readonly string[], { method = "GET", isEnded = false } = {}): Heard {
  const heard: Heard = {
    heads: [],
    headers: [],
    body: "",
    ends: 0,
    isReusable: false,
    trailers: [],
  }
  const parser = new ResponseParser(
    {
      head: ({ status, headers }) => {
        heard.heads.push(status)
        heard.headers.push(...headers)
      },
      data: (chunk) => {
        heard.body += chunk.toString("latin1")
      },
      ended: (trailers, isReusable) => {
        heard.ends += 1
        Object.assign(heard, { trailers, isReusable })
      },
    },
    1_000,
  )
  parser.begin(method)
  for (const piece of pieces) parser.push(Buffer.from(piece, "latin1"))
  if (isEnded) parser.end()
  return heard
}

const answers = {
  length: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhello",
  chunks: "HTTP/1.1 200\r\ntransfer-encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nx-t: 1\r\n\r\n",
  interim:
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
}

test.each(Object.entries(answers))(
  "an answer (%s) reads the same however it is cut up",
  (_name, answer) => {
    const whole = hear([answer])
    expect(whole).toMatchObject({ body: "hello", ends: 1, isReusable: true })
    fc.assert(
      fc.property(fc.array(fc.nat(answer.length), { maxLength: 12 }), (cuts) => {
        const sorted = [0, ...cuts.toSorted((a, b) => a - b), answer.length]
        const pieces = sorted.slice(1).map((end, at) => answer.slice(sorted[at], end))
        expect(hear(pieces)).toEqual(whole)
      }),
    )
    expect(hear([...answer])).toEqual(whole)
  },
)

test("names come in lower case, values without the space around them, trailers at the end", () => {
  expect(hear([answers.length]).headers).toEqual(["content-length", "5", "x-a", "b"])
  expect(hear([answers.chunks]).trailers).toEqual(["x-t", "1"])
  expect(hear([answers.interim]).heads).toEqual([100, 103, 200])
})

test("an answer without a body ends with its head", () => {
  for (const status of [204, 304])
    expect(hear([`HTTP/1.1 ${status} x\r\ncontent-length: 5\r\n\r\n`]).ends).toBe(1)
  expect(hear(["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"], { method: "HEAD" }).ends).toBe(1)
  expect(hear(["HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"]).ends).toBe(1)
})

test("an answer of unknown length lasts until the connection ends, and only such a one may", () => {
  const open = "HTTP/1.1 200 OK\r\n\r\nhello"
  expect(hear([open]).ends).toBe(0)
  expect(hear([open], { isEnded: true })).toMatchObject({
    body: "hello",
    ends: 1,
    isReusable: false,
  })
  for (const cut of [answers.length.slice(0, -1), answers.chunks.slice(0, -2), "HTTP/1.1 2"])
    expect(() => hear([cut], { isEnded: true })).toThrow("before its answer")
})

test.each([
  ["says close", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x, Close\r\n\r\n", false],
  ["is HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", false],
  [
    "is HTTP/1.0 and says keep-alive",
    "HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n",
    true,
  ],
])("a connection whose answer %s is reused: %#", (_what, answer, isReusable) => {
  expect(hear([answer]).isReusable).toBe(isReusable)
})

test.each([
  ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\n"],
  ["a list of lengths", "HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\n"],
  ["a signed length", "HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\n"],
  ["an endless length", `HTTP/1.1 200 OK\r\ncontent-length: ${"9".repeat(20)}\r\n\r\n`],
  [
    "a length and chunks",
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
  ],
  ["chunks that are not last", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n"],
  [
    "chunks twice",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
  ],
  ["chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"],
  ["a folded header", "HTTP/1.1 200 OK\r\nx-a: b\r\n c\r\n\r\n"],
  ["a space before the colon", "HTTP/1.1 200 OK\r\nx-a : b\r\n\r\n"],
  ["a header without a colon", "HTTP/1.1 200 OK\r\nx-a\r\n\r\n"],
  ["a header without a name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n"],
  ["a bare line feed", "HTTP/1.1 200 OK\r\nx-a: b\nx-b: c\r\n\r\n"],
  ["a bare carriage return", "HTTP/1.1 200 OK\r\nx-a: b\rx-b: c\r\n\r\n"],
  ["a NUL", "HTTP/1.1 200 OK\r\nx-a: b\0\r\n\r\n"],
  ["another version", "HTTP/2.0 200 OK\r\n\r\n"],
  ["no version", "ICY 200 OK\r\n\r\n"],
  ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
  ["a control character in the status line", "HTTP/1.1 200 O\x07K\r\n\r\n"],
  ["a switch of protocols", "HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n"],
  ["a head beyond the bound", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(1_000)}\r\n\r\n`],
  ["a head that never ends", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(1_000)}`],
  ["a chunk size of words", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfive\r\n"],
  ["a signed chunk size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n"],
  ["a chunk size in 0x", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n"],
  [
    "a chunk longer than its size",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhello\r\n",
  ],
  [
    "a size line that never ends",
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;${"x".repeat(2_000)}`,
  ],
  [
    "trailers that never end",
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: ${"y".repeat(1_100)}`,
  ],
  ["a second answer nobody asked for", `${answers.length}${answers.length}`],
])("%s is refused, in one piece and byte by byte", (_what, answer) => {
  expect(() => hear([answer])).toThrow(/module|chunk/)
  expect(() => hear([...answer])).toThrow(/module|chunk/)
})

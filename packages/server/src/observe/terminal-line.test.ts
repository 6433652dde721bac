import { expect, test } from "vitest"

import { terminalLine } from "./terminal-line.ts"

test("time, level and message come first, then the fields, then what went wrong", () => {
  const json = JSON.stringify({
    level: "warn",
    time: "2026-11-24T12:04:05.006Z",
    requestId: "req_1",
    path: "/a b",
    err: { message: "no", stack: "Error: no\n    at it.ts:1" },
    msg: "request failed",
  })
  expect(terminalLine(`${json}\n`)).toBe(
    '12:04:05 warn  request failed requestId=req_1 path="/a b"\n    Error: no\n    at it.ts:1\n',
  )
})

test("nothing that a visitor or a module sends can steer the terminal", () => {
  const hostile = "\u001b]8;;http://evil\u0007\u009b31m\u202e\nlevel=info"
  const json = JSON.stringify({
    level: "info",
    msg: hostile,
    path: hostile,
    err: { stack: hostile },
  })
  expect(terminalLine(json)).toMatch(/^[\x20-\x7e\n]*$/)
  expect(terminalLine(json).split("\n").length).toBe(4)
  expect(terminalLine(`${hostile} is no JSON`)).toMatch(/^[\x20-\x7e]*\n$/)
})

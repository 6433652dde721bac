import { describe, expect, test } from "vitest"
import { isOpenWire, serverOrigin } from "./server-origin.ts"

describe("serverOrigin", () => {
  test.each([
    ["localhost:8700", "http://localhost:8700"],
    ["127.0.0.1:8700/", "http://127.0.0.1:8700"],
    ["modules.example.org", "https://modules.example.org"],
    ["https://modules.example.org/some/page?x=1", "https://modules.example.org"],
    ["http://[::1]:8700", "http://[::1]:8700"],
  ])("%s is the server %s", (typed, origin) => {
    expect(serverOrigin(typed)).toBe(origin)
  })

  test.each(["", "ftp://example.org", "https://", "https://me:pw@example.org", "a b"])(
    "%j is refused and its parts are not repeated",
    (typed) => {
      expect(() => serverOrigin(typed)).toThrow(/address/)
      expect(() => serverOrigin(typed)).not.toThrow(/pw/)
    },
  )
})

test("only plain http to another machine is an open wire", () => {
  expect(isOpenWire("http://modules.example.org")).toBe(true)
  expect(isOpenWire("http://localhost:8700")).toBe(false)
  expect(isOpenWire("http://127.0.0.1:8700")).toBe(false)
  expect(isOpenWire("https://modules.example.org")).toBe(false)
})

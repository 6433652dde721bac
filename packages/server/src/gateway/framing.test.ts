import { expect, test } from "vitest"

import { frameAncestors, withoutFrameAncestors } from "./framing.ts"

test("without embed origins only the page itself may frame it", () => {
  expect(frameAncestors([])).toBe("'self'")
})

test("an entry that is no plain origin never reaches the header", () => {
  expect(
    frameAncestors([
      "https://a.example",
      "https://b.example; script-src *",
      "*",
      "https://c.example\r\nx: y",
    ]),
  ).toBe("'self' https://a.example")
})

test("the module's own frame-ancestors goes, everything else of its policy stays", () => {
  expect(withoutFrameAncestors("default-src 'self'; Frame-Ancestors *; img-src *")).toBe(
    "default-src 'self'; img-src *",
  )
  expect(withoutFrameAncestors("frame-ancestors *")).toBeUndefined()
  expect(withoutFrameAncestors("frame-ancestors *, default-src 'none'")).toBe("default-src 'none'")
  expect(withoutFrameAncestors("img-src https://frame-ancestors.example")).toBe(
    "img-src https://frame-ancestors.example",
  )
})

import { expect, test } from "vitest"

import { nextPath } from "./next-path.ts"

test("a sign-in leads to a path of this origin and nowhere else", () => {
  const home = { path: "/", isConsoles: true }
  for (const next of [
    null,
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:0",
    "/a b",
    "/\n/x",
  ])
    expect(nextPath(next), String(next)).toEqual(home)
  expect(nextPath("/apps/app_1?cursor=x")).toEqual({
    path: "/apps/app_1?cursor=x",
    isConsoles: true,
  })
})

test("the server's own pages are loaded, not drawn", () => {
  for (const next of ["/sign-in/hand-off?install=ins_1", "/api/docs"])
    expect(nextPath(next)).toEqual({ path: next, isConsoles: false })
  expect(nextPath("/apiary").isConsoles).toBe(true)
})

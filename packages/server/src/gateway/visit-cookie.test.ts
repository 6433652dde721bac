import { expect, test } from "vitest"

import type { Visit } from "./visit.ts"
import { moduleCookie, sessionOf, setSession, withoutOurCookies } from "./visit-cookie.ts"

const visit: Visit = {
  requestId: "req_1",
  label: "ins-1",
  host: "ins-1.apps.example.org",
  scheme: "https",
  origin: "https://ins-1.apps.example.org",
  isTrustworthy: true,
  address: "203.0.113.9",
  target: "/",
  isNavigation: true,
}
const plain: Visit = { ...visit, scheme: "http", isTrustworthy: false }

test("the session is read from the name that fits the origin and from no other", () => {
  expect(sessionOf("a=b; __Host-modkeep=s.1; c=d", visit)).toBe("s.1")
  expect(sessionOf("modkeep-visit=s", visit)).toBeUndefined()
  expect(sessionOf("modkeep-visit=s", plain)).toBe("s")
})

test("a session planted beside the true one makes both worthless", () => {
  expect(sessionOf("modkeep-visit=s; modkeep-visit=t", plain)).toBeUndefined()
})

test("a session of characters we never issue is none", () => {
  expect(sessionOf('__Host-modkeep="s"', visit)).toBeUndefined()
  expect(sessionOf(`__Host-modkeep=${"x".repeat(1025)}`, visit)).toBeUndefined()
})

test("the module sees every cookie but ours", () => {
  expect(withoutOurCookies("a=1; __Host-modkeep=s; _xsrf=2|3; MODKEEP-visit=t")).toBe(
    "a=1; _xsrf=2|3",
  )
  expect(withoutOurCookies("__Host-modkeep=s")).toBeUndefined()
  expect(withoutOurCookies("a=modkeep")).toBe("a=modkeep")
})

test("the session cookie stays with its origin", () => {
  const session = { cookie: "s", maxAgeSeconds: 60 }
  expect(setSession(session, visit, false)).toBe(
    "__Host-modkeep=s; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
  )
  expect(setSession(session, visit, true)).toContain("SameSite=None; Partitioned; Secure")
  expect(setSession(session, plain, true)).toBe(
    "modkeep-visit=s; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
  )
})

test.each([
  "__Host-modkeep=evil; Path=/; Secure",
  "__host-MODKEEP=evil",
  " __Host-modkeep =evil",
  "modkeep-visit=evil",
  "__Secure-modkeep=evil",
  "=__Host-modkeep=evil",
  "__Host-modkeep",
  "",
])("a module cannot set %j", (cookie) => {
  expect(moduleCookie(cookie)).toBeUndefined()
})

test("a module's cookie for a wider domain becomes one for its own host", () => {
  expect(moduleCookie("_xsrf=1; Domain=example.org; Path=/")).toBe("_xsrf=1; Path=/")
  expect(moduleCookie("_xsrf=1;domain=.example.org")).toBe("_xsrf=1")
  expect(moduleCookie("_xsrf=1; Path=/")).toBe("_xsrf=1; Path=/")
})

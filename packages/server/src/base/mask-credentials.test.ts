import { expect, test } from "vitest"
import { credentialsIn, maskCredentials } from "./mask-credentials.ts"

test.each([
  ["https://ada:canary@example.org/a", "https://***@example.org/a"],
  [
    "fatal: 'ssh://canary@host/a' and http://x:canary@y",
    "fatal: 'ssh://***@host/a' and http://***@y",
  ],
  ["> Authorization: Basic canary==\nnext", "> Authorization: ***\nnext"],
  [
    "mail ada@example.org, see https://example.org/@ada",
    "mail ada@example.org, see https://example.org/@ada",
  ],
])("%j is told as %j", (text, told) => {
  expect(maskCredentials(text)).toBe(told)
})

test("a password that is known is masked wherever it stands, as typed in an address and as meant", () => {
  const known = credentialsIn(["https://ada:ca%40nary@example.org", "http://proxy:8080", "on"])
  expect(maskCredentials("ca@nary, ca%40nary", known)).toBe("***, ***")
})

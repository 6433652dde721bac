import type { Install } from "@modkeep/contract/schemas/install"
import { expect, test } from "vitest"

import { settingsChanges, settingsOf } from "./settings-values.ts"

const install: Install = {
  id: "inst_1",
  app: "app_1",
  module: "mod_1",
  version: "ver_1",
  name: "Sales",
  url: "http://sales.localhost:8080/",
  access: "private",
  state: "asleep",
  processes: [],
  query: { region: "eu" },
  embedOrigins: ["https://example.org", "https://example.com:8443"],
  showNavigation: false,
  idleMinutes: 20,
  sessions: "next-run",
  limits: { memoryBytes: 512 * 1_048_576 },
  pages: [],
  createdAt: "2024-11-30T12:00:00Z",
}

test("the origins are held as their field of one line shows them, so that typed back they are no change", () => {
  const before = settingsOf(install)
  expect(before.embedOrigins).toBe("https://example.org https://example.com:8443")
  expect(settingsChanges(before, before)).toEqual({})
})

test("only what became another thing is sent", () => {
  const before = settingsOf(install)
  const embedOrigins = `${before.embedOrigins}, https://example.net `
  const changes = settingsChanges({ ...before, name: " Sales ", embedOrigins }, before)
  expect(changes).toEqual({ embedOrigins: [...install.embedOrigins, "https://example.net"] })
})

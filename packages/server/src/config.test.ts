import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { configFrom } from "./config.ts"

const folder = mkdtempSync(join(tmpdir(), "modkeep-config-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = "https://ada:canary@example.org/x"

function refusal(read: () => unknown): string {
  try {
    read()
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
  return "nothing was refused"
}

test.each([
  "MODKEEP_LISTEN",
  "MODKEEP_PUBLIC_URL",
  "MODKEEP_APPS_DOMAIN",
  "MODKEEP_TRUSTED_PROXIES",
  "MODKEEP_DATABASE_URL",
  "MODKEEP_ENGINE",
  "MODKEEP_ISOLATION",
  "MODKEEP_GIT_LOCAL",
  "MODKEEP_LOG_LEVEL",
  "MODKEEP_MEMORY_RESERVE",
  "MODKEEP_PAGES_MEMORY",
])("a %s that cannot be used is named without the credential in it", (name) => {
  const words = refusal(() => configFrom({ args: [], environment: { [name]: secret }, folder }))
  expect(words).toContain(`Cannot use ${name}`)
  expect(words).not.toContain("canary")
})

test("an address with a password alone is no origin", () => {
  const environment = { MODKEEP_PUBLIC_URL: "https://:canary@example.org" }
  expect(refusal(() => configFrom({ args: [], environment, folder }))).toContain("not an origin")
})

test("a stray argument and a broken file are told without what they hold", () => {
  expect(refusal(() => configFrom({ args: [secret], environment: {}, folder }))).toMatch(
    /^config.invalid: Cannot use command line: (?!.*canary)/,
  )
  const broken = mkdtempSync(join(folder, "broken-"))
  writeFileSync(join(broken, "modkeep.config.json"), `{"database-url": "${secret}"`)
  expect(refusal(() => configFrom({ args: [], environment: {}, folder: broken }))).toBe(
    "config.invalid: Cannot use modkeep.config.json: it is not JSON. Mend it, or remove it",
  )
})

test("a setting that holds no credential is quoted as it was typed", () => {
  const environment = { MODKEEP_LISTEN: "nowhere" }
  expect(refusal(() => configFrom({ args: [], environment, folder }))).toContain('"nowhere"')
})

test("pages that may use no memory at all are no setting: everybody would be put to sleep at every look", () => {
  const environment = { MODKEEP_PAGES_MEMORY: "0%" }
  expect(refusal(() => configFrom({ args: [], environment, folder }))).toContain(
    'Cannot use MODKEEP_PAGES_MEMORY: "0%"',
  )
})

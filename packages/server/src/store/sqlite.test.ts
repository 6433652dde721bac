import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe } from "vitest"
import { storeSuite } from "./contract.suite.ts"
import { openSqlite } from "./open-sqlite.ts"

const folder = mkdtempSync(join(tmpdir(), "modkeep-store-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("the store in SQLite", () => {
  storeSuite(
    async () => await openSqlite({ path: join(folder, "modkeep.db"), clock: { now: () => 1 } }),
  )
})

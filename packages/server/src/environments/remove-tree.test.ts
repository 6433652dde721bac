// What a build leaves is removed by a server that is not root as well.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run } from "#base/run.ts"
import { afterAll, expect, test } from "vitest"

const folder = mkdtempSync(join(tmpdir(), "modkeep-remove-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Removes in a process that has no rights over files but their owner's, whoever runs the test. */
async function removeAsOwner(path: string): Promise<void> {
  const file = JSON.stringify(join(import.meta.dirname, "remove-tree.ts"))
  const script = `const { removeTree } = await import(${file}); await removeTree(${JSON.stringify(path)})`
  const node = [process.execPath, "--input-type=module", "-e", script]
  const isRoot = process.getuid?.() === 0
  const [command = "", ...args] = isRoot
    ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all", ...node]
    : node
  const env = { PATH: "/usr/bin:/bin" }
  const { code, stderr } = await run({
    command,
    args,
    env,
    timeoutMs: 30_000,
    outputBytesMax: 10_000,
  })
  expect(code, stderr).toBe(0)
}

test("a tree is removed although its folders let nobody in, and what its links lead to stays", async () => {
  const top = join(folder, "left")
  const inner = join(top, "closed/inner")
  mkdirSync(inner, { recursive: true })
  writeFileSync(join(inner, "file"), "")
  const kept = join(folder, "kept")
  mkdirSync(kept, { mode: 0o500 })
  symlinkSync(kept, join(inner, "link"))
  chmodSync(inner, 0o000)
  chmodSync(join(top, "closed"), 0o000)
  chmodSync(top, 0o500)
  await removeAsOwner(top)
  expect(existsSync(top)).toBe(false)
  expect(existsSync(kept)).toBe(true)
})

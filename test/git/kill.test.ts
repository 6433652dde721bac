// A server killed at any moment of a fetch leaves whole stores only; the next one sweeps the rest and goes on.
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { parseRepositoryAddress } from "../../packages/server/src/domain/repository-address.ts"
import { createGit } from "../../packages/server/src/git/create-git.ts"
import { Repository, workspace } from "./repository.ts"

const space = workspace()
afterAll(() => space.remove())

const kills = 10
const source = join(import.meta.dirname, "../../packages/server/src")
const script = `
import { createGit } from ${JSON.stringify(`${source}/git/create-git.ts`)}
import { parseRepositoryAddress } from ${JSON.stringify(`${source}/domain/repository-address.ts`)}
const [dataFolder, folder, searchPath, ...commits] = process.argv.slice(2)
const git = createGit({ dataFolder, localFolders: [folder], searchPath })
const address = parseRepositoryAddress("file://" + folder)
for (const commit of commits) {
  process.stdout.write("begun\\n")
  const files = await git.fetch({ address, commit })
  await files.readFiles(files.entries.map(({ path }) => path), 1e6)
}
`

test("after each kill every store that is there holds its whole commit, and fetching goes on", async () => {
  const repository = new Repository(space.path, "source")
  const commits = Array.from({ length: 16 }, (_, at) =>
    repository.write(`f${at}`, "x".repeat(at * 1_000)).commit(`${at}`),
  )
  const dataFolder = join(space.path, "data")
  mkdirSync(dataFolder)
  writeFileSync(join(space.path, "fetch.ts"), script)
  const searchPath = process.env["PATH"] ?? ""
  let looked = 0
  for (let kill = 0; kill < kills; kill++) {
    const args = [dataFolder, repository.path, searchPath, ...commits]
    // Each at another fetch, and at another moment of it.
    await fetchUntilKilled(args, { begun: kill + 1, afterMs: (kill % 5) * 8 })
    for (const store of storesBelow(dataFolder)) {
      looked += 1
      const commit = /([0-9a-f]{40})\.git$/.exec(store)?.[1] ?? ""
      const tree = execFileSync("git", ["--git-dir", store, "ls-tree", "-r", commit], {
        encoding: "utf8",
      })
      expect(tree.split("\n").length).toBeGreaterThan(commits.indexOf(commit))
    }
  }
  // Kill number n comes after n whole fetches.
  expect(looked).toBeGreaterThanOrEqual((kills * (kills - 1)) / 2)
  const git = createGit({ dataFolder, localFolders: [space.path], searchPath })
  await git.sweep()
  const address = parseRepositoryAddress(`file://${repository.path}`)
  for (const commit of commits) await git.fetch({ address, commit })
  expect(storesBelow(dataFolder)).toHaveLength(commits.length)
  expect(readdirSync(join(dataFolder, "git/scratch"))).toEqual([])
}, 120_000)

interface Moment {
  /** How many fetches the child has begun. */
  readonly begun: number
  readonly afterMs: number
}

async function fetchUntilKilled(
  args: readonly string[],
  { begun, afterMs }: Moment,
): Promise<void> {
  const child = spawn(process.execPath, [join(space.path, "fetch.ts"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let lines = 0
  child.stdout.on("data", (chunk: Buffer) => {
    const before = lines
    lines += chunk.toString().split("\n").length - 1
    if (before < begun && lines >= begun) setTimeout(() => child.kill("SIGKILL"), afterMs)
  })
  const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)))
  expect(signal).toBe("SIGKILL")
}

function storesBelow(dataFolder: string): string[] {
  const root = join(dataFolder, "git/commits")
  try {
    return readdirSync(root).flatMap((name) =>
      readdirSync(join(root, name)).map((store) => join(root, name, store)),
    )
  } catch {
    return []
  }
}

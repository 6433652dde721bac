// The example module's own repository, below the data folder: copied and committed once, and the one folder of the server from where
// everybody may deploy.
import { cp, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"

import { invariant } from "#base/invariant.ts"
import { run } from "#base/run.ts"
import type { Config } from "#config.ts"

export const EXAMPLE_NAME = "hello-secrets"

export function exampleFolder({ data }: Pick<Config, "data">): string {
  return join(data, "demo")
}

/** @returns where it lies */
export async function makeExampleRepository(
  config: Pick<Config, "data" | "path">,
): Promise<string> {
  const folder = exampleFolder(config)
  const target = join(folder, EXAMPLE_NAME)
  if (await isThere(join(target, ".git"))) return target
  await mkdir(folder, { recursive: true })
  // Two who ask at once make one each; the first that is whole stays.
  const making = await mkdtemp(join(folder, ".making-"))
  try {
    const source = join(import.meta.dirname, "../../../../examples", EXAMPLE_NAME)
    await cp(source, making, { recursive: true })
    await commitAll(making, config.path)
    await rename(making, target)
  } catch (thrown) {
    if (!(await isThere(join(target, ".git")))) throw thrown
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return target
}

/** The commit's date is the example's, so that everybody gets the same environment. */
async function commitAll(folder: string, path: string): Promise<void> {
  const env = {
    PATH: path,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Modkeep",
    GIT_AUTHOR_EMAIL: "modkeep@localhost",
    GIT_COMMITTER_NAME: "Modkeep",
    GIT_COMMITTER_EMAIL: "modkeep@localhost",
    GIT_AUTHOR_DATE: "2026-11-20T12:00:00Z",
    GIT_COMMITTER_DATE: "2026-11-20T12:00:00Z",
  }
  const limits = { cwd: folder, env, timeoutMs: 30_000, outputBytesMax: 65_536 }
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-q", "-m", "Say hello with secrets"],
  ]) {
    const { code, stderr } = await run({ command: "git", args, ...limits })
    invariant(code === 0, `git ${args[0]} works: ${stderr}`)
  }
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

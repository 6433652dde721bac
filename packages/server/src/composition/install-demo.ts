// `--demo`: makes the example module deployable and says how to go on. A newcomer creates the version by hand, because being
// refused for a blank variable, with its line, is what there is to see.
import { cp, mkdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import { newId } from "#base/ids.ts"
import { run } from "#base/run.ts"
import { auditNote } from "#operations/audit-note.ts"
import { modules } from "#store/modules.ts"
import { owners } from "#store/owners.ts"
import { users } from "#store/users.ts"
import { invariant } from "#base/invariant.ts"

import { demoFolder } from "./demo-folder.ts"
import type { Rooms } from "./open-rooms.ts"

const NAME = "hello-secrets"

export async function installDemo({ config, context }: Rooms): Promise<void> {
  const repository = join(await demoFolder(config.data), NAME)
  await makeRepository(repository, config.path)
  const { db } = context.store
  const user = await users.first(db)
  const [owner] = user === undefined ? [] : await owners.listOfUser(db, user.id)
  invariant(user && owner, "the first start made an owner")
  const known = await modules.findByName(db, owner.id, NAME)
  if (known === undefined) {
    const id = newId("mod")
    await context.store.transaction(async (tx) => {
      await modules.insert(tx, {
        id,
        owner: owner.id,
        name: NAME,
        repository: pathToFileURL(repository).href,
        directory: "",
        entrypoint: "streamlit_app.py",
        createdAt: context.clock.now(),
        createdBy: user.id,
      })
      await auditNote(context, tx, {
        actor: undefined,
        action: "module.create",
        owner: owner.id,
        subject: id,
        details: { name: NAME, by: "--demo" },
      })
    })
  }
  process.stderr.write(guide())
}

function guide(): string {
  return `
  The example module "${NAME}" is there. Its template has a blank key. In another terminal:

    ./modkeep login "<the sign-in link above>"
    ./modkeep version create ${NAME} --wait            refused: GREETING_NAME is still empty, with its line
    ./modkeep module template ${NAME} > s.toml         write a name between the quotes, then
    ./modkeep version create ${NAME} --secrets s.toml --wait
    ./modkeep app create demo
    ./modkeep install create demo ${NAME}@latest --access public
    ./modkeep secrets set ${NAME}@latest GREETING_NAME      while the page is open

`
}

/** Copied and committed once; the commit's date is the example's, so that everybody gets the same environment. */
async function makeRepository(target: string, path: string): Promise<void> {
  const isThere = await stat(join(target, ".git")).then(
    () => true,
    () => false,
  )
  if (isThere) return
  await mkdir(target, { recursive: true })
  await cp(join(import.meta.dirname, "../../../../examples", NAME), target, { recursive: true })
  const env = {
    PATH: path,
    HOME: target,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Modkeep",
    GIT_AUTHOR_EMAIL: "modkeep@localhost",
    GIT_COMMITTER_NAME: "Modkeep",
    GIT_COMMITTER_EMAIL: "modkeep@localhost",
    GIT_AUTHOR_DATE: "2026-11-20T12:00:00Z",
    GIT_COMMITTER_DATE: "2026-11-20T12:00:00Z",
  }
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-q", "-m", "Say hello with secrets"],
  ]) {
    const { code, stderr } = await run({
      command: "git",
      args,
      cwd: target,
      env,
      timeoutMs: 30_000,
      outputBytesMax: 65_536,
    })
    invariant(code === 0, `git ${args[0]} works: ${stderr}`)
  }
}

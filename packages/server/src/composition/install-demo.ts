// `--demo`: makes the example module deployable and says how to go on. A newcomer creates the version by hand, because being
// refused for a blank variable, with its line, is what there is to see.
import { pathToFileURL } from "node:url"

import { newId } from "#base/ids.ts"
import { auditNote } from "#operations/audit-note.ts"
import { EXAMPLE_NAME, makeExampleRepository } from "#operations/example-repository.ts"
import { modules } from "#store/modules.ts"
import { owners } from "#store/owners.ts"
import { users } from "#store/users.ts"
import { invariant } from "#base/invariant.ts"

import type { Rooms } from "./open-rooms.ts"

export async function installDemo({ config, context }: Rooms): Promise<void> {
  const repository = await makeExampleRepository(config)
  const { db } = context.store
  const user = await users.first(db)
  const [owner] = user === undefined ? [] : await owners.listOfUser(db, user.id)
  invariant(user && owner, "the first start made an owner")
  const known = await modules.findByName(db, owner.id, EXAMPLE_NAME)
  if (known === undefined) {
    const id = newId("mod")
    await context.store.transaction(async (tx) => {
      await modules.insert(tx, {
        id,
        owner: owner.id,
        name: EXAMPLE_NAME,
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
        details: { name: EXAMPLE_NAME, by: "--demo" },
      })
    })
  }
  process.stderr.write(guide())
}

function guide(): string {
  return `
  The example module "${EXAMPLE_NAME}" is there. Its template has a blank key. In another terminal:

    ./modkeep login "<the sign-in link above>"
    ./modkeep version create ${EXAMPLE_NAME} --wait            refused: GREETING_NAME is still empty, with its line
    ./modkeep module template ${EXAMPLE_NAME} > s.toml         write a name between the quotes, then
    ./modkeep version create ${EXAMPLE_NAME} --secrets s.toml --wait
    ./modkeep app create demo
    ./modkeep install create demo ${EXAMPLE_NAME}@latest --access public
    ./modkeep secrets set ${EXAMPLE_NAME}@latest GREETING_NAME      while the page is open

`
}

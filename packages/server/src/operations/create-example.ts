// Makes the example module for an owner, or finds the one that is there. Its first version is made by hand, because being refused for
// a blank variable, with its line, is what there is to see.
import { pathToFileURL } from "node:url"

import type { OwnerId } from "@modkeep/contract/ids"
import type { Module as ModuleAnswer } from "@modkeep/contract/schemas/module"

import type { Actor } from "#identity/actor.ts"
import { modules } from "#store/modules.ts"

import type { Context } from "./context.ts"
import { createModule } from "./create-module.ts"
import { EXAMPLE_NAME, makeExampleRepository } from "./example-repository.ts"
import { ownerFor } from "./permit.ts"
import { showModule } from "./show-module.ts"

export async function createExample(
  context: Context,
  actor: Actor,
  named: OwnerId | undefined,
): Promise<ModuleAnswer> {
  const owner = ownerFor(actor, named)
  const repository = await makeExampleRepository(context.config)
  const known = await modules.findByName(context.store.db, owner, EXAMPLE_NAME)
  if (known !== undefined) return await showModule(context, actor, known.id)
  return await createModule(context, actor, {
    name: EXAMPLE_NAME,
    repository: pathToFileURL(repository).href,
    entrypoint: "streamlit_app.py",
    owner,
  })
}

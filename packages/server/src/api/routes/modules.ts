// Handlers of templates and modules.
import type { Handlers } from "#api/handler.ts"
import { problemOf } from "#api/problem.ts"
import { workEvents } from "#api/work-events.ts"
import type { Context } from "#operations/context.ts"
import { createExample } from "#operations/create-example.ts"
import { createModule } from "#operations/create-module.ts"
import { deleteModule } from "#operations/delete-module.ts"
import { listModules } from "#operations/list-modules.ts"
import { forgetCredential, setCredential } from "#operations/module-credential.ts"
import { showDrift } from "#operations/show-drift.ts"
import type { StepEvent } from "#operations/read-source.ts"
import { readTemplate } from "#operations/read-template.ts"
import { shareModule, unshareModule } from "#operations/share-module.ts"
import { showModule } from "#operations/show-module.ts"
import { updateModule } from "#operations/update-module.ts"

type Names = Extract<keyof Handlers, `modules.${string}` | `templates.${string}`>

export function moduleHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "templates.create": async ({ actor, body, signal, wantsEvents, requestId }) => {
      if (!wantsEvents) return { data: await readTemplate(context, actor, { ...body, signal }) }
      return {
        events: workEvents({
          signal,
          run: async (onStep: (step: StepEvent) => void) =>
            await readTemplate(context, actor, { ...body, signal, onStep }),
          problemOf: (thrown) => problemOf(thrown, { requestId, log: context.log, signal }).problem,
        }),
      }
    },
    "modules.create": async ({ actor, body }) => ({
      data: await createModule(context, actor, body),
    }),
    "modules.example": async ({ actor, body }) => ({
      data: await createExample(context, actor, body?.owner),
    }),
    "modules.list": async ({ actor, query }) => ({
      data: await listModules(context, actor, query),
    }),
    "modules.get": async ({ actor, params }) => ({
      data: await showModule(context, actor, params.id),
    }),
    "modules.update": async ({ actor, params, body }) => ({
      data: await updateModule(context, actor, { ...body, id: params.id }),
    }),
    "modules.delete": async ({ actor, params }) => ({
      data: await deleteModule(context, actor, params.id),
    }),
    "modules.credential.put": async ({ actor, params, body }) => ({
      data: await setCredential(context, actor, { ...body, id: params.id }),
    }),
    "modules.credential.delete": async ({ actor, params }) => ({
      data: await forgetCredential(context, actor, params.id),
    }),
    "modules.shares.add": async ({ actor, params, body }) => ({
      data: await shareModule(context, actor, { id: params.id, owner: body.owner }),
    }),
    "modules.shares.remove": async ({ actor, params, body }) => ({
      data: await unshareModule(context, actor, { id: params.id, owner: body.owner }),
    }),
    "modules.drift": async ({ actor, params, signal }) => ({
      data: await showDrift(context, actor, { id: params.id, signal }),
    }),
  }
}

// Handlers of the server's people.
import type { Handlers } from "#api/handler.ts"
import type { Context } from "#operations/context.ts"
import { createPerson, linkPerson, listPeople, updatePerson } from "#operations/people.ts"
import { removePerson } from "#operations/remove-person.ts"

type Names = Extract<keyof Handlers, `people.${string}`>

export function peopleHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "people.list": async ({ query }) => ({ data: await listPeople(context, query) }),
    "people.create": async ({ actor, body }) => ({
      data: await createPerson(context, actor, body.name),
    }),
    "people.update": async ({ actor, params, body }) => ({
      data: await updatePerson(context, actor, { ...body, id: params.id }),
    }),
    "people.link": async ({ actor, params }) => ({
      data: await linkPerson(context, actor, params.id),
    }),
    "people.delete": async ({ actor, params }) => ({
      data: await removePerson(context, actor, params.id),
    }),
  }
}

// Handlers of people, owners, tokens and the audit log.
import type { Handlers } from "#api/handler.ts"
import type { Context } from "#operations/context.ts"
import { auditCheckpoint, listAudit } from "#operations/list-audit.ts"
import { addMember, listMembers, removeMember } from "#operations/members.ts"
import { createOwner, listOwners } from "#operations/owners.ts"
import { showMe } from "#operations/show-me.ts"
import { createToken, deleteToken, listTokens } from "#operations/tokens.ts"

type Names = Extract<
  keyof Handlers,
  "me.get" | `owners.${string}` | `members.${string}` | `tokens.${string}` | `audit.${string}`
>

export function identityHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "me.get": ({ actor }) => Promise.resolve({ data: showMe(actor) }),
    "owners.create": async ({ actor, body }) => ({
      data: await createOwner(context, actor, body.name),
    }),
    "owners.list": async ({ actor, query }) => ({ data: await listOwners(context, actor, query) }),
    "members.list": async ({ actor, params, query }) => ({
      data: await listMembers(context, actor, { ...query, owner: params.id }),
    }),
    "members.add": async ({ actor, params, body }) => ({
      data: await addMember(context, actor, { ...body, owner: params.id }),
    }),
    "members.remove": async ({ actor, params }) => ({
      data: await removeMember(context, actor, { owner: params.id, user: params.user }),
    }),
    "tokens.create": async ({ actor, body }) => ({ data: await createToken(context, actor, body) }),
    "tokens.list": async ({ actor, query }) => ({ data: await listTokens(context, actor, query) }),
    "tokens.delete": async ({ actor, params }) => ({
      data: await deleteToken(context, actor, params.id),
    }),
    "audit.list": async ({ actor, query }) => ({ data: await listAudit(context, actor, query) }),
    "audit.checkpoint": async () => ({ data: await auditCheckpoint(context) }),
  }
}

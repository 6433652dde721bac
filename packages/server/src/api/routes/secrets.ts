// Handlers of secrets documents. A version's and an install's differ in nothing but their id.
import type { Handlers } from "#api/handler.ts"
import { Sealed } from "#base/sealed.ts"
import type { Context } from "#operations/context.ts"
import { changeSecrets } from "#operations/change-secrets.ts"
import { checkSecrets } from "#operations/check-secrets.ts"
import { diffRevisions } from "#operations/diff-revisions.ts"
import { listRevisions } from "#operations/list-revisions.ts"
import { restoreRevision } from "#operations/restore-revision.ts"
import { revealSecret } from "#operations/reveal-secret.ts"
import { showEffective } from "#operations/show-effective.ts"
import { showSecrets } from "#operations/show-secrets.ts"
import { dropStaged, promoteStaged, tryStaged } from "#operations/staged-secrets.ts"

type Names = Extract<keyof Handlers, `${string}.secrets.${string}`>
type Verb = Names extends `${string}.secrets.${infer V}` ? Exclude<V, "effective"> : never

export function secretsHandlers(context: Context): Pick<Handlers, Names> {
  const shared = documentHandlers(context)
  return {
    ...named("versions.secrets", shared),
    ...named("installs.secrets", shared),
    "installs.secrets.effective": async ({ actor, params }) => ({
      data: await showEffective(context, actor, params.id),
    }),
  }
}

type Shared = {
  readonly [V in Verb]: Handlers[`installs.secrets.${V}`] & Handlers[`versions.secrets.${V}`]
}

function documentHandlers(context: Context): Shared {
  return {
    get: async ({ actor, params }) => {
      const data = await showSecrets(context, actor, params.id)
      return { data, etag: etag(data.revision) }
    },
    put: async ({ actor, params, body, ifMatch }) => {
      const { text, ...rest } = body
      const { answer, head } = await changeSecrets(context, actor, {
        ...rest,
        id: params.id,
        text: new Sealed(text),
        base: baseRevision(ifMatch),
      })
      return { data: answer, etag: etag(head) }
    },
    check: async ({ actor, params, body }) => {
      const { text, ...rest } = body
      return {
        data: await checkSecrets(context, actor, {
          ...rest,
          id: params.id,
          text: new Sealed(text),
        }),
      }
    },
    canary: async ({ actor, params, body }) => ({
      data: await tryStaged(context, actor, { id: params.id, process: body.process }),
    }),
    promote: async ({ actor, params, body }) => ({
      data: await promoteStaged(context, actor, { id: params.id, sessions: body?.sessions }),
    }),
    drop: async ({ actor, params }) => ({ data: await dropStaged(context, actor, params.id) }),
    revisions: async ({ actor, params, query }) => ({
      data: await listRevisions(context, actor, { ...query, id: params.id }),
    }),
    diff: async ({ actor, params, query }) => ({
      data: await diffRevisions(context, actor, {
        id: params.id,
        number: params.n,
        against: query.against,
      }),
    }),
    restore: async ({ actor, params, body, ifMatch }) => {
      const data = await restoreRevision(context, actor, {
        id: params.id,
        number: params.n,
        reason: body?.reason,
        sessions: body?.sessions,
        base: baseRevision(ifMatch),
      })
      return { data, etag: etag(data.revision) }
    },
    reveal: async ({ actor, params, body }) => ({
      data: await revealSecret(context, actor, { ...body, id: params.id }),
    }),
  }
}

function named<const Prefix extends "versions.secrets" | "installs.secrets">(
  prefix: Prefix,
  shared: Shared,
): { readonly [V in Verb as `${Prefix}.${V}`]: Shared[V] } {
  const entries = Object.entries(shared).map(([verb, handler]) => [`${prefix}.${verb}`, handler])
  return Object.fromEntries(entries) as { readonly [V in Verb as `${Prefix}.${V}`]: Shared[V] }
}

function etag(revision: number): string {
  return `"${revision}"`
}

/** Undefined = whatever is current; a tag that is no number builds on a revision that never was. */
function baseRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined
  return /^\d{1,9}$/.test(ifMatch) ? Number(ifMatch) : -1
}

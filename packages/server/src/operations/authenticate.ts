// Who makes a request: by token, or by the console's cookie. A cookie counts for a change only when the request comes from the
// console's own origin; a browser sends cookies along with other sites' requests too.
import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { type IdentityStore, authenticate as identify } from "#identity/authenticate.ts"
import { owners } from "#store/owners.ts"
import type { Tx } from "#store/schema.ts"
import { sessions } from "#store/sessions.ts"
import { tokens } from "#store/tokens.ts"
import { users } from "#store/users.ts"

import type { Context } from "./context.ts"
import { readSessionCookie } from "./session-cookie.ts"

type Parts = Pick<Context, "store" | "clock" | "config">

/** @throws Fault sign_in.required, permission.origin */
export async function authenticate(context: Parts, request: Request): Promise<Actor> {
  const header = request.headers.get("authorization")
  const bearer = header === null ? undefined : /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
  if (header !== null && bearer === undefined) {
    throw new Fault("sign_in.required", {
      public: "This Authorization header is none of ours. Send Authorization: Bearer mk_…",
    })
  }
  const cookie = bearer === undefined ? readSessionCookie(context.config, request) : undefined
  const actor = await identify(
    identityStore(context.store.db),
    { bearer, cookie },
    context.clock.now(),
  )
  if (actor.via === "session" && request.method !== "GET" && request.method !== "HEAD") {
    requireOwnOrigin(context, request)
  }
  return actor
}

/** Undefined when nobody is signed in. For pages, which then offer the sign-in. */
export async function findActor(context: Parts, request: Request): Promise<Actor | undefined> {
  try {
    return await authenticate(context, request)
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.status === 401) return undefined
    throw thrown
  }
}

/** @throws Fault permission.origin unless the request was made by a page of the console */
export function requireOwnOrigin({ config }: Pick<Context, "config">, request: Request): void {
  if (request.headers.get("origin") === config.publicUrl.origin) return
  throw new Fault("permission.origin", {
    public: `Changes with a sign-in cookie are taken from ${config.publicUrl.origin} only. Use a token from elsewhere`,
  })
}

function identityStore(tx: Tx): IdentityStore {
  return {
    findToken: (hash) => tokens.findByHash(tx, hash),
    touchToken: (id, nowMs) => atBest(tokens.touch(tx, id, nowMs)),
    findSession: (hash) => sessions.find(tx, hash),
    touchSession: (hash, nowMs) => atBest(sessions.touch(tx, hash, nowMs)),
    findUser: (id) => users.findActive(tx, id),
    listOwners: (user) => owners.listOfUser(tx, user),
  }
}

/** When it was last used is not worth refusing a request that a locked or full disk would still answer. */
async function atBest(noting: Promise<void>): Promise<void> {
  try {
    await noting
  } catch (cause) {
    if (!(cause instanceof Fault && cause.code === "store.unavailable")) throw cause
  }
}

// Who is signed in to the console, and whether the server still waits for its first person. Anybody may ask; nothing here tells a
// stranger who there is.
import type { SessionState } from "@modkeep/contract/schemas/session"

import { iso } from "#base/iso.ts"
import { serverVersion } from "#base/server-version.ts"
import type { Actor } from "#identity/actor.ts"
import { FRESH_MS } from "#identity/require-fresh.ts"
import { passwords } from "#store/passwords.ts"

import { findActor } from "./authenticate.ts"
import type { Context } from "./context.ts"

export async function showSession(context: Context, request: Request): Promise<SessionState> {
  const actor = await findActor(context, request)
  return {
    user: actor === undefined ? null : await describe(context, actor),
    isFirstStart: !(await passwords.any(context.store.db)),
    version: serverVersion,
  }
}

async function describe(
  { store }: Context,
  { user, isOperator, session, authenticatedAt }: Actor,
): Promise<SessionState["user"]> {
  if (session === undefined) return null
  return {
    id: user.id,
    name: user.name,
    isOperator,
    hasPassword: (await passwords.find(store.db, user.id)) !== undefined,
    via: session.via,
    authenticatedAt: iso(authenticatedAt),
    freshUntil: iso(authenticatedAt + FRESH_MS),
    expiresAt: iso(session.expiresAt),
  }
}

// Where a person is signed in: browsers on the console and on pages of installs.
import type { Session as SessionAnswer } from "@modkeep/contract/schemas/session"

import { iso } from "#base/iso.ts"
import type { Actor } from "#identity/actor.ts"
import type { Page, PageRequest } from "#store/page.ts"
import { type NamedSession, sessions } from "#store/sessions.ts"

import type { Context } from "./context.ts"
import { sessionIdOf } from "./session-id.ts"

/** Few enough that all are read; `limit` and `cursor` are honoured all the same. */
export async function listSessions(
  { store, clock }: Context,
  { user, session }: Actor,
  { limit, cursor }: PageRequest,
): Promise<Page<SessionAnswer>> {
  const rows = await sessions.listOfUser(store.db, user.id, clock.now())
  const current = session === undefined ? undefined : sessionIdOf(session.hash)
  const all = rows.map((row) => describe(row, current))
  const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1
  const items = all.slice(from, from + limit)
  return { items, next: all.length > from + limit ? (items.at(-1)?.id ?? null) : null }
}

function describe(row: NamedSession, current: string | undefined): SessionAnswer {
  const id = sessionIdOf(row.hash)
  return {
    id,
    kind: row.kind,
    install: row.install === null ? null : { id: row.install, name: row.installName ?? "" },
    isCurrent: id === current,
    browser: row.browser,
    createdAt: iso(row.createdAt),
    lastUsedAt: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
    expiresAt: iso(row.expiresAt),
  }
}

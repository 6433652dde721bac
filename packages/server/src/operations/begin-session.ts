// Begins a session on the console for somebody who has shown who they are. Always a new cookie; the one that the same browser had
// before ends with it.
import type { UserId } from "@modkeep/contract/ids"

import { secretHash } from "#identity/secret-hash.ts"
import { issueSession } from "#identity/sign-in.ts"
import type { Tx } from "#store/schema.ts"
import { sessions } from "#store/sessions.ts"

import type { Context } from "./context.ts"
import { personNote } from "./person-note.ts"

/** Of the request that signs in. */
export interface Browser {
  /** What it calls itself. */
  readonly name: string | undefined
  /** The session cookie that it has already. */
  readonly cookie: string | undefined
}

export interface BegunSession {
  /** The cookie's text. */
  readonly text: string
  readonly maxAgeSeconds: number
}

const NAME_MAX = 300

export async function beginSession(
  context: Pick<Context, "clock">,
  tx: Tx,
  { user, via, browser }: { user: UserId; via: "link" | "password"; browser: Browser },
): Promise<BegunSession> {
  const now = context.clock.now()
  const { text, ...issued } = issueSession(now)
  if (browser.cookie !== undefined) await sessions.remove(tx, secretHash(browser.cookie))
  await sessions.insert(tx, {
    ...issued,
    user,
    kind: "console",
    install: null,
    via,
    browser: browser.name?.slice(0, NAME_MAX) ?? null,
    authenticatedAt: now,
  })
  await personNote(context, tx, { user, via, action: "session.begin" })
  return { text, maxAgeSeconds: Math.floor((issued.expiresAt - now) / 1000) }
}

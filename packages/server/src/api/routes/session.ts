// Handlers of the console's session and of the account behind it. A sign-in is taken from the console's own pages only: another
// site must not be able to sign a visitor in as somebody else.
import type { Handlers } from "#api/handler.ts"
import { requireOwnOrigin } from "#operations/authenticate.ts"
import type { Context } from "#operations/context.ts"
import { listSessions } from "#operations/list-sessions.ts"
import { refreshSession } from "#operations/refresh-session.ts"
import { revokeSession } from "#operations/revoke-session.ts"
import { readSessionCookie, sessionCookie } from "#operations/session-cookie.ts"
import { setPassword } from "#operations/set-password.ts"
import { showSession } from "#operations/show-session.ts"
import { linkText, signInWithLink, signOut } from "#operations/sign-in.ts"
import { signInWithPassword } from "#operations/sign-in-with-password.ts"
import { updateMe } from "#operations/update-me.ts"

type Names =
  | Extract<keyof Handlers, `session.${string}` | `sessions.${string}` | `password.${string}`>
  | "me.update"

export function sessionHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "session.get": async ({ request }) => ({ data: await showSession(context, request) }),
    "session.begin": async ({ body, request, address }) => {
      requireOwnOrigin(context, request)
      context.signIns.take(address)
      const browser = {
        name: request.headers.get("user-agent") ?? undefined,
        cookie: readSessionCookie(context.config, request),
      }
      const { text, maxAgeSeconds } =
        "link" in body
          ? await signInWithLink(context, linkText(body.link), browser)
          : await signInWithPassword(context, body, browser)
      return {
        data: undefined,
        headers: { "set-cookie": sessionCookie(context.config, text, maxAgeSeconds) },
      }
    },
    "session.end": async ({ request }) => {
      const cookie = readSessionCookie(context.config, request)
      if (cookie !== undefined) await signOut(context, cookie)
      return {
        data: undefined,
        headers: {
          "set-cookie": sessionCookie(context.config, "", 0),
          "clear-site-data": '"cache", "storage"',
        },
      }
    },
    "session.refresh": async ({ actor, body }) => ({
      data: await refreshSession(context, actor, body.password),
    }),
    "password.set": async ({ actor, body }) => ({ data: await setPassword(context, actor, body) }),
    "me.update": async ({ actor, body }) => ({ data: await updateMe(context, actor, body.name) }),
    "sessions.list": async ({ actor, query }) => ({
      data: await listSessions(context, actor, query),
    }),
    "sessions.delete": async ({ actor, params }) => ({
      data: await revokeSession(context, actor, params.id),
    }),
  }
}

// Handlers of the console's session. A sign-in is taken from the console's own pages only: another site must not be able to
// sign a visitor in as somebody else.
import type { Handlers } from "#api/handler.ts"
import { requireOwnOrigin } from "#operations/authenticate.ts"
import type { Context } from "#operations/context.ts"
import { readSessionCookie, sessionCookie } from "#operations/session-cookie.ts"
import { signInWithLink, signOut } from "#operations/sign-in.ts"

type Names = Extract<keyof Handlers, `session.${string}`>

export function sessionHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "session.begin": async ({ body, request, address }) => {
      requireOwnOrigin(context, request)
      context.signIns.take(address)
      const { text, maxAgeSeconds } = await signInWithLink(context, linkText(body.link.trim()))
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
          "clear-site-data": '"storage"',
        },
      }
    },
  }
}

/** People paste the whole address. */
function linkText(typed: string): string {
  return URL.canParse(typed) ? (new URL(typed).searchParams.get("link") ?? "") : typed
}

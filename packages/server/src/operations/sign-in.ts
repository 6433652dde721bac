// Signing in with a one-time link, and out again. The link is spent by the sign-in itself, never by looking at the page.
import type { UserId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { secretHash } from "#identity/secret-hash.ts"
import { issueSignInLink } from "#identity/sign-in.ts"
import { sessions } from "#store/sessions.ts"
import type { Tx } from "#store/schema.ts"
import { signInLinks } from "#store/sign-in-links.ts"
import { users } from "#store/users.ts"

import { type BegunSession, type Browser, beginSession } from "./begin-session.ts"
import type { Context } from "./context.ts"
import { personNote } from "./person-note.ts"

type Parts = Pick<Context, "store" | "clock" | "config">

/** @throws Fault sign_in.link_spent */
export async function signInWithLink(
  context: Parts,
  link: string,
  browser: Browser,
): Promise<BegunSession> {
  return await context.store.transaction(async (tx) => {
    const spent = await signInLinks.spend(tx, secretHash(link), context.clock.now())
    if (spent === undefined || (await users.findActive(tx, spent.user)) === undefined) {
      throw new Fault("sign_in.link_spent", {
        public:
          "This sign-in link was used, has expired or never was. Run `./modkeep sign-in-link` on the server's machine for a new one",
      })
    }
    return await beginSession(context, tx, { user: spent.user, via: "link", browser })
  })
}

export async function signOut(
  context: Parts & Pick<Context, "readers">,
  cookie: string,
): Promise<void> {
  const hash = secretHash(cookie)
  const user = await context.store.transaction(async (tx) => {
    const session = await sessions.find(tx, hash)
    if (session === undefined) return undefined
    await sessions.remove(tx, hash)
    await personNote(context, tx, { user: session.user, via: "session", action: "session.end" })
    return session.user
  })
  if (user !== undefined) context.readers.end(user)
}

/** What people paste: the link's whole address, or the text in it. */
export function linkText(typed: string): string {
  const text = typed.trim()
  return URL.canParse(text) ? (new URL(text).searchParams.get("link") ?? "") : text
}

/** A link that signs this person in once. */
export async function makeSignInLink(
  context: Parts,
  tx: Tx,
  user: UserId,
): Promise<{ address: string; expiresAt: number }> {
  const { text, ...link } = issueSignInLink(context.clock.now())
  await signInLinks.insert(tx, { ...link, user, spentAt: null })
  return { address: signInAddress(context.config.publicUrl, text), expiresAt: link.expiresAt }
}

export function signInAddress(publicUrl: URL, linkText: string): string {
  const address = new URL("/sign-in", publicUrl)
  address.searchParams.set("link", linkText)
  return address.href
}

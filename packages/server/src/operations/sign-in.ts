// Signing in with a one-time link, and out again. The link is spent by the sign-in itself, never by looking at the page.
import type { UserId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { secretHash } from "#identity/secret-hash.ts"
import { issueSession, issueSignInLink } from "#identity/sign-in.ts"
import { sessions } from "#store/sessions.ts"
import type { Tx } from "#store/schema.ts"
import { signInLinks } from "#store/sign-in-links.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"

type Parts = Pick<Context, "store" | "clock" | "config">

/** @returns the session's cookie text. @throws Fault sign_in.link_spent */
export async function signInWithLink(
  context: Parts,
  link: string,
): Promise<{ text: string; maxAgeSeconds: number }> {
  const now = context.clock.now()
  const session = issueSession(now)
  await context.store.transaction(async (tx) => {
    const spent = await signInLinks.spend(tx, secretHash(link), now)
    if (spent === undefined) {
      throw new Fault("sign_in.link_spent", {
        public:
          "This sign-in link was used, has expired or never was. Run `./modkeep sign-in-link` on the server's machine for a new one",
      })
    }
    const { text: _, ...stored } = session
    await sessions.insert(tx, {
      ...stored,
      user: spent.user,
      kind: "console",
      install: null,
      authenticatedAt: now,
    })
    await auditNote(context, tx, {
      actor: undefined,
      action: "session.begin",
      owner: null,
      subject: spent.user,
      details: { by: "link" },
    })
  })
  return { text: session.text, maxAgeSeconds: Math.floor((session.expiresAt - now) / 1000) }
}

export async function signOut(context: Parts, cookie: string): Promise<void> {
  await sessions.remove(context.store.db, secretHash(cookie))
}

/** A link that signs this person in once, as an address. */
export async function makeSignInLink(context: Parts, tx: Tx, user: UserId): Promise<string> {
  const { text, ...link } = issueSignInLink(context.clock.now())
  await signInLinks.insert(tx, { ...link, user, spentAt: null })
  return signInAddress(context.config.publicUrl, text)
}

export function signInAddress(publicUrl: URL, linkText: string): string {
  const address = new URL("/sign-in", publicUrl)
  address.searchParams.set("link", linkText)
  return address.href
}

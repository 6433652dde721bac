// Signing in with a one-time link, and out again. The link is spent by the sign-in itself, never by looking at the page.
import type { UserId } from "@modkeep/contract/ids"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { secretHash } from "#identity/secret-hash.ts"
import { issueSession, issueSignInLink } from "#identity/sign-in.ts"
import { owners } from "#store/owners.ts"
import { sessions } from "#store/sessions.ts"
import type { Tx } from "#store/schema.ts"
import { signInLinks } from "#store/sign-in-links.ts"
import { users } from "#store/users.ts"

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
    await noteOfPerson(context, tx, { user: spent.user, via: "link", action: "session.begin" })
  })
  return { text: session.text, maxAgeSeconds: Math.floor((session.expiresAt - now) / 1000) }
}

export async function signOut(context: Parts, cookie: string): Promise<void> {
  const hash = secretHash(cookie)
  await context.store.transaction(async (tx) => {
    const session = await sessions.find(tx, hash)
    if (session === undefined) return
    await sessions.remove(tx, hash)
    await noteOfPerson(context, tx, { user: session.user, via: "session", action: "session.end" })
  })
}

/** Recorded with the person's own owner, so that whoever may see its log sees who came in. */
async function noteOfPerson(
  context: Parts,
  tx: Tx,
  { user: id, via, action }: { user: UserId; via: string; action: string },
): Promise<void> {
  const user = await users.find(tx, id)
  invariant(user, `person ${id} exists`)
  const theirs = await owners.listOfUser(tx, id)
  await auditNote(context, tx, {
    actor: { user: { id, name: user.name }, via },
    action,
    owner: (theirs.find(({ role }) => role === "owner") ?? theirs[0])?.id ?? null,
    subject: id,
  })
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

// Who may be on an install's page: spends the one-time codes, keeps the visits' sessions, and answers the gateway from memory.
//
// What is remembered is looked at again after a minute, so that somebody who left an owner, or an install that became private,
// is not let in for longer than that. Removing a person or an install forgets at once.
import { createHmac } from "node:crypto"

import type { InstallId, UserId } from "@modkeep/contract/ids"

import { secretHash } from "#identity/secret-hash.ts"
import { issueSession } from "#identity/sign-in.ts"
import { admissions } from "#store/admissions.ts"
import { installs } from "#store/installs.ts"
import { owners } from "#store/owners.ts"
import { sessions } from "#store/sessions.ts"
import { users } from "#store/users.ts"

import type { Context } from "./context.ts"
import { mayVisit } from "./link-install.ts"

const REMEMBER_MS = 60_000
const REMEMBERED_MAX = 20_000

interface Visitor {
  readonly id: string
  readonly name?: string | undefined
}

interface Remembered {
  readonly visitor: Visitor | undefined
  readonly user: UserId | undefined
  readonly install: InstallId
  readonly untilMs: number
}

export class Visits {
  readonly #context: Pick<Context, "store" | "clock">
  readonly #signingKey: Uint8Array
  readonly #remembered = new Map<string, Remembered>()
  /** How often something was forgotten: what was looked up across one is looked up again. */
  #forgotten = 0

  /** `signingKey` signs who visits; each install gets a key of its own made from it. */
  constructor(context: Pick<Context, "store" | "clock">, signingKey: Uint8Array) {
    this.#context = context
    this.#signingKey = signingKey
  }

  check(cookie: string, install: InstallId): Visitor | undefined | Promise<Visitor | undefined> {
    const key = `${install} ${cookie}`
    const known = this.#remembered.get(key)
    if (known !== undefined && known.untilMs > this.#context.clock.now()) return known.visitor
    return this.#look(key, cookie, install)
  }

  async redeem(
    code: string,
    install: InstallId,
  ): Promise<{ cookie: string; maxAgeSeconds: number } | undefined> {
    const { store, clock } = this.#context
    const now = clock.now()
    const { text, ...session } = issueSession(now)
    const begun = await store.transaction(async (tx) => {
      const spent = await admissions.spend(tx, { hash: secretHash(code), install }, now)
      if (spent === undefined || spent.user === null) return false
      await sessions.insert(tx, {
        ...session,
        user: spent.user,
        kind: "install",
        install,
        via: "code",
        authenticatedAt: now,
      })
      return true
    })
    return begun
      ? { cookie: text, maxAgeSeconds: Math.floor((session.expiresAt - now) / 1000) }
      : undefined
  }

  identityKey(install: InstallId): Uint8Array {
    return new Uint8Array(createHmac("sha256", this.#signingKey).update(install).digest())
  }

  /** Forgets what is remembered of a person or an install. */
  forget(who: { readonly user: UserId } | { readonly install: InstallId }): void {
    this.#forgotten += 1
    for (const [key, known] of this.#remembered) {
      const isMeant = "user" in who ? known.user === who.user : known.install === who.install
      if (isMeant) this.#remembered.delete(key)
    }
  }

  async #look(key: string, cookie: string, install: InstallId): Promise<Visitor | undefined> {
    const { clock } = this.#context
    for (;;) {
      const before = this.#forgotten
      const { visitor, user } = await this.#read(cookie, install)
      // What was read may be what is to be forgotten.
      if (before !== this.#forgotten) continue
      this.#remember(key, { visitor, user, install, untilMs: clock.now() + REMEMBER_MS })
      return visitor
    }
  }

  async #read(cookie: string, install: InstallId): Promise<Pick<Remembered, "visitor" | "user">> {
    const { store, clock } = this.#context
    const session = await sessions.find(store.db, secretHash(cookie))
    const isOf =
      session?.kind === "install" && session.install === install && session.expiresAt > clock.now()
    const visitor = isOf ? await this.#visitor(session.user, install) : undefined
    return { visitor, user: session?.user }
  }

  async #visitor(user: UserId, install: InstallId): Promise<Visitor | undefined> {
    const { db } = this.#context.store
    const person = await users.findActive(db, user)
    const place = await installs.find(db, install)
    if (person === undefined || place === undefined) return undefined
    const memberships = (await owners.listOfUser(db, user)).map(({ id, name, role }) => ({
      owner: id,
      ownerName: name,
      role,
    }))
    return mayVisit({ memberships }, place) ? { id: person.id, name: person.name } : undefined
  }

  #remember(key: string, entry: Remembered): void {
    this.#remembered.delete(key)
    this.#remembered.set(key, entry)
    if (this.#remembered.size <= REMEMBERED_MAX) return
    const [oldest] = this.#remembered.keys()
    if (oldest !== undefined) this.#remembered.delete(oldest)
  }
}

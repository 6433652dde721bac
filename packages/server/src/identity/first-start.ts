// The first start of a server: makes the first owner, its person, and the first ways in. Later starts change nothing.
//
// It runs inside one transaction with what else the first start stores. The admin token's file is written before that commits:
// a crash in between leaves a file whose token opens nothing, and the next start, which is a first one again, replaces it.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs"
import type { OwnerId, TokenId, UserId } from "@modkeep/contract/ids"
import { type Scope, scopes } from "@modkeep/contract/schemas/identity"
import { Fault } from "#base/fault.ts"
import { newId } from "#base/ids.ts"
import { randomText } from "#base/random.ts"
import { secretHash } from "./secret-hash.ts"
import { issueSignInLink } from "./sign-in.ts"
import { newTokenText } from "./token-text.ts"

/** What is stored, inside the transaction. */
export interface FirstStartStore {
  countOwners(): Promise<number>
  insertOwner(owner: { id: OwnerId; name: string; createdAt: number }): Promise<void>
  insertUser(user: { id: UserId; name: string; createdAt: number; operator: true }): Promise<void>
  insertMembership(membership: {
    owner: OwnerId
    user: UserId
    role: "owner"
    createdAt: number
  }): Promise<void>
  insertToken(token: {
    id: TokenId
    hash: Uint8Array
    name: string
    scopes: readonly Scope[]
    owner: null
    user: UserId
    createdAt: number
    expiresAt: null
    lastUsedAt: null
    revokedAt: null
  }): Promise<void>
  insertSignInLink(link: {
    hash: Uint8Array
    user: UserId
    createdAt: number
    expiresAt: number
    spentAt: null
  }): Promise<void>
}

export interface FirstStart {
  readonly owner: OwnerId
  readonly user: UserId
  /** The secret part of the one-time sign-in link. */
  readonly linkText: string
}

/** Undefined when there is an owner already. */
export async function firstStart(
  store: FirstStartStore,
  { adminTokenFile, now }: { adminTokenFile: string | undefined; now: number },
): Promise<FirstStart | undefined> {
  if ((await store.countOwners()) > 0) return undefined
  const owner = newId("own", now)
  const user = newId("usr", now)
  await store.insertOwner({ id: owner, name: "owner", createdAt: now })
  await store.insertUser({ id: user, name: "owner", createdAt: now, operator: true })
  await store.insertMembership({ owner, user, role: "owner", createdAt: now })
  const { text: linkText, ...link } = issueSignInLink(now)
  await store.insertSignInLink({ ...link, user, spentAt: null })
  if (adminTokenFile !== undefined) {
    const text = newTokenText()
    writeTokenFile(adminTokenFile, text)
    await store.insertToken({
      id: newId("tok", now),
      hash: secretHash(text),
      name: "admin",
      scopes,
      owner: null,
      user,
      createdAt: now,
      expiresAt: null,
      lastUsedAt: null,
      revokedAt: null,
    })
  }
  return { owner, user, linkText }
}

/** Readable by its user alone from the first byte on; a reader sees the whole token or the file of before. */
function writeTokenFile(path: string, text: string): void {
  const temporary = `${path}.${randomText(8)}`
  try {
    const file = openSync(temporary, "wx", 0o600)
    try {
      writeSync(file, `${text}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (cause) {
    throw new Fault("config.invalid", {
      public: `Cannot write MODKEEP_ADMIN_TOKEN_FILE "${path}". Check that its folder exists and can be written`,
      cause,
    })
  }
}

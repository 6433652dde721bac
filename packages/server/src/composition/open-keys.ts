// Opens the keyring and, at the very first start, makes the first owner with its key and its ways in, all in one transaction.
import type { Clock } from "#base/clock.ts"
import { invariant } from "#base/invariant.ts"
import type { Config } from "#config.ts"
import { firstStart } from "#identity/first-start.ts"
import type { Keyring } from "#keyring/keyring.ts"
import { openKeyring } from "#keyring/open-keyring.ts"
import { auditNote } from "#operations/audit-note.ts"
import { signInAddress } from "#operations/sign-in.ts"
import { keyringState } from "#store/keyring-state.ts"
import { memberships } from "#store/memberships.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import { owners } from "#store/owners.ts"
import { signInLinks } from "#store/sign-in-links.ts"
import type { Store } from "#store/store.ts"
import { tokens } from "#store/tokens.ts"
import { users } from "#store/users.ts"

interface Keys {
  readonly keyring: Keyring
  readonly signInLink: string | undefined
  /** Signs who visits a page; the same after every start. */
  readonly visitKey: Uint8Array
  readonly fingerprintKey: Uint8Array
}

export async function openKeys(config: Config, store: Store, clock: Clock): Promise<Keys> {
  const stored = await keyringState.find(store.db)
  const isEmpty = (await owners.count(store.db)) === 0
  const { keyring, state } = await openKeyring({
    reference: config.rootKey,
    state: stored,
    allowCreate: isEmpty,
    clock,
  })
  let signInLink: string | undefined
  await store.transaction(async (tx) => {
    if ((await keyringState.find(tx)) === undefined) await keyringState.insert(tx, state)
    const first = await firstStart(
      {
        countOwners: () => owners.count(tx),
        insertOwner: (owner) => owners.insert(tx, owner),
        insertUser: (user) => users.insert(tx, user),
        insertMembership: (membership) => memberships.put(tx, membership),
        insertToken: (token) => tokens.insert(tx, token),
        insertSignInLink: (link) => signInLinks.insert(tx, link),
      },
      { adminTokenFile: config.adminTokenFile, now: clock.now() },
    )
    if (first === undefined) return
    await ownerKeys.insert(tx, {
      ...(await keyring.newOwnerKey(first.owner)),
      createdAt: clock.now(),
    })
    await auditNote({ clock }, tx, {
      actor: undefined,
      action: "owner.create",
      owner: first.owner,
      subject: first.owner,
      details: { by: "first start" },
    })
    signInLink = signInAddress(config.publicUrl, first.linkText)
  })
  const [oldest] = await ownerKeys.listAll(store.db)
  invariant(oldest, "there is an owner with a key after the first start")
  return {
    keyring,
    signInLink,
    visitKey: await keyring.derive(oldest, "visit-signatures", []),
    fingerprintKey: await keyring.derive(oldest, "request-fingerprints", []),
  }
}

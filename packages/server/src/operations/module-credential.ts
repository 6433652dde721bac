// A module's access to its private repository: kept sealed, never read back. Without a value a deploy key is made, and its
// public half is what the owner pastes into the repository's settings.
import type { Answer } from "@modkeep/contract/answer"
import type { ModuleId } from "@modkeep/contract/ids"
import type { credentialState } from "@modkeep/contract/schemas/module"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { Sealed } from "#base/sealed.ts"
import type { GitCredential } from "#git/git.ts"
import type { Actor } from "#identity/actor.ts"
import { credentials } from "#store/credentials.ts"
import type { Module } from "#store/modules.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import type { Tx } from "#store/schema.ts"

import { auditNote } from "./audit-note.ts"
import type { Context } from "./context.ts"
import { getModule } from "./show-module.ts"

interface Given {
  readonly id: ModuleId
  readonly kind: "ssh-key" | "https-token"
  readonly value?: string | undefined
}

export async function setCredential(
  context: Context,
  actor: Actor,
  { id, kind, value }: Given,
): Promise<Answer<typeof credentialState>> {
  const { db } = context.store
  const module = await getModule(db, actor, id, "change")
  const { secret, publicKey } = await material(context, module, kind, value)
  const key = await ownerKeys.find(db, module.owner)
  invariant(key, `owner ${module.owner} has a key`)
  const envelope = await context.keyring.sealCredential(
    key,
    { owner: module.owner, module: id, kind },
    secret,
  )
  await context.store.transaction(async (tx) => {
    await getModule(tx, actor, id, "change")
    await credentials.put(tx, {
      module: id,
      kind,
      envelope,
      publicPart: publicKey,
      createdAt: context.clock.now(),
      createdBy: actor.user.id,
    })
    await auditNote(context, tx, {
      actor,
      action: "module.credential.set",
      owner: module.owner,
      subject: id,
      details: { kind },
    })
  })
  return { kind, publicKey }
}

async function material(
  context: Context,
  module: Module,
  kind: Given["kind"],
  value: string | undefined,
): Promise<{ secret: Sealed; publicKey: string | null }> {
  if (kind === "ssh-key") {
    if (value === undefined) {
      const made = await context.git.makeDeployKey(`modkeep ${module.name}`)
      return { secret: made.privateKey, publicKey: made.publicKey }
    }
    const secret = new Sealed(value)
    return { secret, publicKey: await context.git.publicKeyOf(secret) }
  }
  if (value === undefined || value.trim() === "" || /[\p{Cc}\s]/u.test(value)) {
    throw new Fault("credential.invalid", {
      public:
        "An https-token needs its value: one line without spaces, as the repository's site gave it",
    })
  }
  return { secret: new Sealed(value), publicKey: null }
}

export async function forgetCredential(
  context: Context,
  actor: Actor,
  id: ModuleId,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    const module = await getModule(tx, actor, id, "change")
    await forgetStoredCredential(context, tx, actor, module)
  })
}

export async function forgetStoredCredential(
  context: Pick<Context, "clock">,
  tx: Tx,
  actor: Actor,
  { id, owner }: Module,
): Promise<void> {
  if (!(await credentials.remove(tx, id))) return
  await auditNote(context, tx, { actor, action: "module.credential.forget", owner, subject: id })
}

/** The stored credential, opened for Git. */
export async function openCredential(
  { keyring }: Pick<Context, "keyring">,
  tx: Tx,
  module: Module,
): Promise<GitCredential | undefined> {
  const row = await credentials.find(tx, module.id)
  if (row === undefined) return undefined
  const key = await ownerKeys.find(tx, module.owner)
  invariant(key, `owner ${module.owner} has a key`)
  const place = { owner: module.owner, module: module.id, kind: row.kind }
  return {
    id: module.id,
    kind: row.kind,
    value: await keyring.openCredential(key, place, row.envelope),
  }
}

// The first revision of a new document, written in the transaction that creates its version or install.
import type { SecretsDocument } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"

import { newId } from "#base/ids.ts"
import { invariant } from "#base/invariant.ts"
import { Sealed } from "#base/sealed.ts"
import type { Actor } from "#identity/actor.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import type { Tx } from "#store/schema.ts"
import { type SecretDocument, secretDocuments } from "#store/secret-documents.ts"
import { type SecretRevision, secretRevisions } from "#store/secret-revisions.ts"

import type { Context } from "../context.ts"
import { emptyDocument } from "./empty-document.ts"
import { changesBetween } from "./changes-between.ts"

type Place = Pick<SecretDocument, "id" | "owner" | "scope" | "subject">

interface FirstRevision {
  readonly place: Place
  readonly actor: Actor
  /** Undefined: never saved, the document stays at revision 0. */
  readonly document: SecretsDocument | undefined
  readonly acknowledgeMissing: readonly (readonly string[])[]
  readonly reason: string | undefined
}

/** Seals first; the returned function writes and is to be called inside the transaction. */
export async function createDocument(
  { keyring, store, clock }: Pick<Context, "keyring" | "store" | "clock">,
  { place, actor, document, acknowledgeMissing, reason }: FirstRevision,
): Promise<(tx: Tx) => Promise<void>> {
  const acknowledged = acknowledgeMissing.map(formatKeyPath)
  const row: SecretDocument = {
    ...place,
    head: 0,
    headMac: null,
    staged: null,
    acknowledged,
    createdAt: clock.now(),
  }
  if (document === undefined) return (tx) => secretDocuments.insert(tx, row)
  const ownerKey = await ownerKeys.find(store.db, place.owner)
  invariant(ownerKey, `owner ${place.owner} has a key`)
  const { id, owner, scope, subject } = place
  const { envelope, digest } = await keyring.sealDocument(
    ownerKey,
    { owner, document: id, scope, subject, revision: 1 },
    new Sealed(document.typed),
    null,
  )
  const headMac = await keyring.headMac(ownerKey, { document: id, number: 1, digest })
  const revision: SecretRevision = {
    id: newId("rev"),
    document: id,
    number: 1,
    envelope,
    digest,
    parentDigest: null,
    author: actor.user.id,
    authorName: actor.user.name,
    reason: reason ?? null,
    createdAt: clock.now(),
    changes: changesBetween(emptyDocument(), document),
    state: "current",
  }
  return async (tx) => {
    await secretDocuments.insert(tx, { ...row, head: 1, headMac })
    await secretRevisions.insert(tx, revision)
  }
}

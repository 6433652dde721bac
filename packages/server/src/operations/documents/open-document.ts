// Opens one revision of a document: verified against the head, decrypted, parsed. What comes out is sealed again.
//
// Revision 0 is the document that was never saved: empty text. A document that does not open is a fault, never an empty one.
import type { SecretsDocument } from "@modkeep/toml/document"
import { parse } from "@modkeep/toml/parse"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { Sealed } from "#base/sealed.ts"
import type { Keyring, WrappedOwnerKey } from "#keyring/keyring.ts"
import { ownerKeys } from "#store/owner-keys.ts"
import type { Tx } from "#store/schema.ts"
import { type SecretDocument, secretDocuments } from "#store/secret-documents.ts"
import { secretRevisions } from "#store/secret-revisions.ts"

import { type Subject, documentOf, goneSubject } from "../subject.ts"
import { emptyDocument } from "./empty-document.ts"

export interface OpenDocument {
  readonly row: SecretDocument
  readonly ownerKey: WrappedOwnerKey
  readonly number: number
  /** Digest of this revision's envelope; undefined for revision 0. */
  readonly digest: Uint8Array | undefined
  readonly content: Sealed<SecretsDocument>
}

/**
 * @param number the revision; the current one when left out
 * @throws Fault keyring.does_not_open, revision.not_found, and *.not_found when the subject is deleted meanwhile
 */
export async function openDocument(
  { keyring }: { readonly keyring: Keyring },
  tx: Tx,
  subject: Subject,
  number?: number,
): Promise<OpenDocument> {
  const { id, owner, scope, subject: subjectId } = documentOf(subject)
  const row = await secretDocuments.find(tx, id)
  if (row === undefined) throw goneSubject(subject)
  const ownerKey = await ownerKeys.find(tx, owner)
  invariant(ownerKey, `owner ${owner} has a key`)
  const wanted = number ?? row.head
  if (wanted === 0)
    return { row, ownerKey, number: 0, digest: undefined, content: new Sealed(emptyDocument()) }
  const { envelope, digest } = await secretRevisions.get(tx, id, wanted)
  const place = { owner, document: id, scope, subject: subjectId, revision: wanted }
  const text =
    wanted === row.head
      ? await keyring.openCurrent(ownerKey, place, { envelope, headMac: headMacOf(row) })
      : await keyring.openDocument(ownerKey, place, envelope)
  return { row, ownerKey, number: wanted, digest, content: new Sealed(parseStored(text.reveal())) }
}

function headMacOf({ id, headMac }: SecretDocument): Uint8Array {
  if (headMac !== null) return headMac
  throw new Fault("keyring.does_not_open", {
    public:
      "Cannot open the secrets: nothing vouches for the stored revision. Restore the database from a backup",
    detail: { document: id },
  })
}

/** Only texts that parse are stored. */
function parseStored(text: string): SecretsDocument {
  const { document } = parse(text)
  invariant(document, "a stored document parses")
  return document
}

// The keyring: seals documents and credentials under their owner's key, and opens them only in the place they were sealed for.
//
// Keys form a chain: the root key wraps owner keys, an owner key wraps a fresh data key for every revision, the data key seals
// the document. All methods are async because a root key may live in another machine. A keyring never changes: rotation makes
// a new one. Whatever is wrong with an envelope (a bit, the place, the key), the fault is the same `keyring.does_not_open`.
import type { DocumentId, ModuleId, OwnerId } from "@modkeep/contract/ids"
import type { Sealed } from "#base/sealed.ts"

/** An owner's key as the store keeps it: only the root key opens it. */
export interface WrappedOwnerKey {
  readonly owner: OwnerId
  /** Which of the owner's keys this is; envelopes say which one they need. */
  readonly term: number
  readonly wrapped: Uint8Array
}

/** Where a revision belongs. It is authenticated with the document: a row copied elsewhere does not open. */
export interface Place {
  readonly owner: OwnerId
  readonly document: DocumentId
  readonly scope: "version" | "install"
  readonly subject: string
  readonly revision: number
}

export interface SealedDocument {
  readonly envelope: Uint8Array
  /** Names this revision for good: of its place, its content and its parent. Rotation does not change it. */
  readonly digest: Uint8Array
}

/** The current revision of a document, as its head mac vouches for it. */
export interface Head {
  readonly document: DocumentId
  readonly number: number
  readonly digest: Uint8Array
}

export interface CredentialPlace {
  readonly owner: OwnerId
  readonly module: ModuleId
  readonly kind: string
}

export interface Keyring {
  /** The root key's term: which one wraps new owner keys. */
  readonly term: number
  newOwnerKey(owner: OwnerId): Promise<WrappedOwnerKey>
  /** @param parentDigest digest of the revision this one follows; null for the first */
  sealDocument(
    key: WrappedOwnerKey,
    place: Place,
    text: Sealed,
    parentDigest: Uint8Array | null,
  ): Promise<SealedDocument>
  /** @throws Fault keyring.does_not_open */
  openDocument(key: WrappedOwnerKey, place: Place, envelope: Uint8Array): Promise<Sealed>
  /**
   * Opens the current revision: the mac must vouch for its number and digest, so an older row put back does not open.
   * @throws Fault keyring.does_not_open
   */
  openCurrent(
    key: WrappedOwnerKey,
    place: Place,
    stored: { readonly envelope: Uint8Array; readonly headMac: Uint8Array },
  ): Promise<Sealed>
  headMac(key: WrappedOwnerKey, head: Head): Promise<Uint8Array>
  verifyHead(key: WrappedOwnerKey, head: Head, mac: Uint8Array): Promise<boolean>
  sealCredential(key: WrappedOwnerKey, place: CredentialPlace, value: Sealed): Promise<Uint8Array>
  /** @throws Fault keyring.does_not_open */
  openCredential(
    key: WrappedOwnerKey,
    place: CredentialPlace,
    envelope: Uint8Array,
  ): Promise<Sealed>
  /** 32 bytes that only this owner key gives for this purpose and these parts: marks, cookie secrets, signatures. */
  derive(key: WrappedOwnerKey, purpose: string, parts: readonly string[]): Promise<Uint8Array>
}

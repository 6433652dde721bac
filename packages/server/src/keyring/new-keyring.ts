// A keyring over a root key. It holds no other key: an owner's key is unwrapped for one call and forgotten after it.
import { randomBytes, timingSafeEqual } from "node:crypto"
import type { OwnerId } from "@modkeep/contract/ids"
import { Fault } from "#base/fault.ts"
import { Sealed } from "#base/sealed.ts"
import { mac } from "./derived-key.ts"
import {
  type Binding,
  envelopeDigest,
  openEnvelope,
  type OwnerKey,
  sealEnvelope,
} from "./envelope.ts"
import type { CredentialPlace, Head, Keyring, Place, WrappedOwnerKey } from "./keyring.ts"
import type { RootKey } from "./kms/root-key.ts"
import { lengthPrefixed } from "./length-prefixed.ts"

const OWNER_KEY_BYTES = 32

export function newKeyring(root: RootKey): Keyring {
  const withKey = async <Result>(
    wrapped: WrappedOwnerKey,
    use: (key: OwnerKey) => Result,
  ): Promise<Result> => {
    const bytes = await root.unwrap(wrapped.wrapped, ownerKeyData(wrapped))
    if (bytes === undefined) throw doesNotOpen(wrapped.owner)
    try {
      return use({ term: wrapped.term, bytes })
    } finally {
      bytes.fill(0)
    }
  }
  const openText = (key: OwnerKey, binding: Binding, envelope: Uint8Array): Sealed => {
    const text = openEnvelope(key, binding, envelope)
    if (text === undefined) throw doesNotOpen(binding[0])
    return new Sealed(text)
  }

  return Object.freeze({
    term: root.term,

    newOwnerKey: async (owner) => {
      const bytes = randomBytes(OWNER_KEY_BYTES)
      const place = { owner, term: 1 }
      const wrapped = await root.wrap(bytes, ownerKeyData(place))
      bytes.fill(0)
      return { ...place, wrapped }
    },

    sealDocument: async (wrapped, place, text, parentDigest) =>
      await withKey(wrapped, (key) => {
        const binding = documentBinding(place)
        const envelope = sealEnvelope(key, binding, text.reveal(), parentDigest)
        return { envelope, digest: digestOf(binding, envelope) }
      }),

    openDocument: async (wrapped, place, envelope) =>
      await withKey(wrapped, (key) => openText(key, documentBinding(place), envelope)),

    openCurrent: async (wrapped, place, { envelope, headMac }) =>
      await withKey(wrapped, (key) => {
        const binding = documentBinding(place)
        const digest = digestOf(binding, envelope)
        const head = { document: place.document, number: place.revision, digest }
        if (!isSame(headMacOf(key, head), headMac)) throw doesNotOpen(place.document)
        return openText(key, binding, envelope)
      }),

    headMac: async (wrapped, head) => await withKey(wrapped, (key) => headMacOf(key, head)),

    verifyHead: async (wrapped, head, vouched) =>
      await withKey(wrapped, (key) => isSame(headMacOf(key, head), vouched)),

    sealCredential: async (wrapped, place, value) =>
      await withKey(wrapped, (key) =>
        sealEnvelope(key, credentialBinding(place), value.reveal(), null),
      ),

    openCredential: async (wrapped, place, envelope) =>
      await withKey(wrapped, (key) => openText(key, credentialBinding(place), envelope)),

    derive: async (wrapped, purpose, parts) =>
      await withKey(wrapped, (key) => mac(key.bytes, `derive/${purpose}`, ...parts)),
  } satisfies Keyring)
}

function documentBinding({ owner, document, scope, subject, revision }: Place): Binding {
  return ["document", owner, document, scope, subject, revision]
}

function credentialBinding({ owner, module, kind }: CredentialPlace): Binding {
  return ["credential", owner, module, kind]
}

function ownerKeyData({ owner, term }: { owner: OwnerId; term: number }): Uint8Array {
  return lengthPrefixed("modkeep owner key", owner, term)
}

function headMacOf(key: OwnerKey, { document, number, digest }: Head): Uint8Array {
  return mac(key.bytes, "head", document, number, digest)
}

function digestOf(binding: Binding, envelope: Uint8Array): Uint8Array {
  const digest = envelopeDigest(binding, envelope)
  if (digest === undefined) throw doesNotOpen(binding[0])
  return digest
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** One fault for every reason: what exactly is wrong would help nobody but an attacker. */
function doesNotOpen(what: string): Fault {
  return new Fault("keyring.does_not_open", {
    public:
      "A stored document does not open: it was changed, moved or put back outside of Modkeep. Restore the last good backup",
    detail: { what },
  })
}

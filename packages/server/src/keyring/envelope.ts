// The envelope of a document or credential, format 1:
//
//   format 1 byte · owner key's term 4 · parent digest 32 (zeros: none) · sealed data key 60 · sealed text (28 more than the text)
//
// Rotation replaces the term and the sealed data key only: text, parent and digest stay what they are.
import { createHash, randomBytes } from "node:crypto"
import { open, seal, SEAL_BYTES } from "./cipher.ts"
import { derivedKey } from "./derived-key.ts"
import { type Field, lengthPrefixed } from "./length-prefixed.ts"

const FORMAT = 1
const KEY_BYTES = 32
const DIGEST_BYTES = 32
const TERM_AT = 1
const PARENT_AT = 5
const DATA_KEY_AT = PARENT_AT + DIGEST_BYTES
const TEXT_AT = DATA_KEY_AT + KEY_BYTES + SEAL_BYTES

/** An owner's key, unwrapped; it never leaves the keyring. */
export interface OwnerKey {
  readonly term: number
  readonly bytes: Uint8Array
}

/** What the envelope is bound to: the kind of thing first, then the fields of its place. */
export type Binding = readonly [kind: string, ...place: Field[]]

export function sealEnvelope(
  key: OwnerKey,
  binding: Binding,
  text: string,
  parentDigest: Uint8Array | null,
): Uint8Array {
  const head = Buffer.alloc(DATA_KEY_AT)
  head.writeUInt8(FORMAT)
  head.writeUInt32BE(key.term, TERM_AT)
  if (parentDigest !== null) head.set(parentDigest, PARENT_AT)
  const parent = head.subarray(PARENT_AT, DATA_KEY_AT)
  const plain = Buffer.from(text, "utf8")
  const dataKey = randomBytes(KEY_BYTES)
  try {
    return new Uint8Array(
      Buffer.concat([
        head,
        seal(derivedKey(key.bytes, "data-key"), dataKeyData(binding, key.term), dataKey),
        seal(dataKey, textData(binding, parent), plain),
      ]),
    )
  } finally {
    dataKey.fill(0)
    plain.fill(0)
  }
}

/** Undefined when anything at all is not as it was sealed. */
export function openEnvelope(
  key: OwnerKey,
  binding: Binding,
  envelope: Uint8Array,
): string | undefined {
  const parts = split(envelope)
  if (parts === undefined) return undefined
  // The term is the envelope's and not the key's, so that a changed one is noticed.
  const dataKey = open(
    derivedKey(key.bytes, "data-key"),
    dataKeyData(binding, parts.term),
    parts.dataKey,
  )
  if (dataKey === undefined) return undefined
  const plain = open(dataKey, textData(binding, parts.parent), parts.text)
  dataKey.fill(0)
  if (plain === undefined) return undefined
  const text = Buffer.from(plain).toString("utf8")
  plain.fill(0)
  return text
}

/** The digest of what an envelope holds; undefined when it is no envelope. No key is needed. */
export function envelopeDigest(binding: Binding, envelope: Uint8Array): Uint8Array | undefined {
  const parts = split(envelope)
  if (parts === undefined) return undefined
  return new Uint8Array(
    createHash("sha256")
      .update(lengthPrefixed("modkeep digest", textData(binding, parts.parent), parts.text))
      .digest(),
  )
}

function split(envelope: Uint8Array) {
  if (envelope.length < TEXT_AT + SEAL_BYTES || envelope[0] !== FORMAT) return undefined
  const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength)
  return {
    term: bytes.readUInt32BE(TERM_AT),
    parent: bytes.subarray(PARENT_AT, DATA_KEY_AT),
    dataKey: bytes.subarray(DATA_KEY_AT, TEXT_AT),
    text: bytes.subarray(TEXT_AT),
  }
}

function dataKeyData(binding: Binding, term: number): Uint8Array {
  return lengthPrefixed("modkeep data key", FORMAT, term, ...binding)
}

function textData(binding: Binding, parent: Uint8Array): Uint8Array {
  return lengthPrefixed("modkeep text", FORMAT, parent, ...binding)
}

// Keys made from a key: one per purpose, so that no key is ever used for two things (HKDF-SHA-256, RFC 5869).
import { createHmac, hkdfSync } from "node:crypto"
import { type Field, lengthPrefixed } from "./length-prefixed.ts"

const KEY_BYTES = 32

export function derivedKey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(
    hkdfSync("sha256", key, new Uint8Array(0), `modkeep/1/${purpose}`, KEY_BYTES),
  )
}

/** HMAC-SHA-256 of the fields under the key of this purpose. */
export function mac(key: Uint8Array, purpose: string, ...fields: readonly Field[]): Uint8Array {
  const hmac = createHmac("sha256", derivedKey(key, purpose))
  return new Uint8Array(hmac.update(lengthPrefixed(...fields)).digest())
}

// AES-256-GCM, the only cipher: nonce, ciphertext and tag in one row of bytes, bound to additional data that must be equal to open.
//
// Nonces are random. Every key but the root and owner keys seals once; those seal fewer than 2^32 times, the bound of NIST SP 800-38D.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"

const ALGORITHM = "aes-256-gcm"
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What sealing adds to the length of the plaintext. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES

export function seal(key: Uint8Array, additionalData: Uint8Array, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(additionalData)
  const body = [cipher.update(plain), cipher.final()]
  return new Uint8Array(Buffer.concat([nonce, ...body, cipher.getAuthTag()]))
}

/** Undefined when the bytes, the key or the additional data are not those of `seal`. */
export function open(
  key: Uint8Array,
  additionalData: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < SEAL_BYTES) return undefined
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
  try {
    return new Uint8Array(Buffer.concat([plain, decipher.final()]))
  } catch {
    plain.fill(0)
    return undefined
  }
}

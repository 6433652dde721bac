// Randomness of the operating system, as bytes and as text that is safe in a URL, a cookie and a host name.
import { randomBytes } from "node:crypto"

/** `length` unpredictable bytes. */
export function randomOf(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/** `length` characters of base62: 5.95 bits each, so 43 of them hold 256 bits. */
export function randomText(length: number): string {
  let text = ""
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // 248 = 4 × 62: larger bytes would make the first characters of the alphabet likelier.
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]
    }
  }
  return text
}

// What the store keeps of a token, cookie, link or code: a hash from which nobody gets the text back.
//
// One round of SHA-256 is enough because every such text holds over 200 random bits; nobody guesses one, however fast.
import { createHash } from "node:crypto"

export function secretHash(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text, "utf8").digest())
}

// A root key whose 32 bytes are in this process.
import { open, seal } from "../cipher.ts"
import { derivedKey, mac } from "../derived-key.ts"
import type { RootKey } from "./root-key.ts"

export const ROOT_KEY_BYTES = 32

export function localRootKey(bytes: Uint8Array, term = 1): RootKey {
  const wrapping = derivedKey(bytes, "root-wrap")
  const check = mac(bytes, "root-check", term)
  return {
    term,
    checkValue: async () => check,
    wrap: async (plain, additionalData) => seal(wrapping, additionalData, plain),
    unwrap: async (wrapped, additionalData) => open(wrapping, additionalData, wrapped),
  }
}

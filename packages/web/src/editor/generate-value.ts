// A value that nobody has to think of, as `@generate` asks for one: from the browser's own randomness, at least 122 bits of it.
import type { Directives } from "@modkeep/toml/directives"

export type Generated = NonNullable<Directives["generate"]>

/** Without characters that look alike, that shells read, or that TOML escapes. */
const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_+=.@%^"
const PASSWORD_LENGTH = 28

export function generateValue(kind: Generated): string {
  if (kind === "uuid") {
    const hex = hexOf(16).split("")
    hex[12] = "4"
    hex[16] = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4] ?? "8"
    return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
  }
  if (kind === "hex32") return hexOf(32)
  // 64 letters: every byte modulo 64 is as likely as any other.
  return Array.from(bytes(PASSWORD_LENGTH), (byte) => letters[byte % letters.length]).join("")
}

function hexOf(count: number): string {
  return Array.from(bytes(count), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

function bytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count))
}

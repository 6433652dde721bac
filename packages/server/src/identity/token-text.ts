// The text of an API token: `mk_`, 43 random characters of base62, 6 characters of checksum. 52 in all.
//
// The checksum (CRC-32 of all before it, in base62) lets secret scanners and this server tell a token from a look-alike without
// asking the database. As a pattern: `\bmk_[0-9A-Za-z]{49}\b`.
import { crc32 } from "node:zlib"
import { randomText } from "#base/random.ts"

const PREFIX = "mk_"
const RANDOM_LENGTH = 43
const CHECKSUM_LENGTH = 6
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

export function newTokenText(): string {
  const body = PREFIX + randomText(RANDOM_LENGTH)
  return body + checksum(body)
}

/** Whether the text can be a token of ours at all. */
export function isTokenText(text: string): boolean {
  if (!/^mk_[0-9A-Za-z]{49}$/.test(text)) return false
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ""
  while (digits.length < CHECKSUM_LENGTH) {
    digits = BASE62.charAt(rest % 62) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

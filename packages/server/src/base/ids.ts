// New ids: prefixed ULIDs that sort by the time they were made, and inside one process strictly in the order they were made.
//
// The format is that of `@modkeep/contract/ids`: 48 bits of milliseconds, 80 random bits, lower-case Crockford base32. When the
// clock stands still or jumps back, the random part counts up from the last id instead.
import type { IdOf } from "@modkeep/contract/ids"
import { invariant } from "./invariant.ts"
import { randomOf } from "./random.ts"

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
const RANDOM_BITS = 80n

let lastMs = 0n
let lastRandom = 0n

/** A new id of the kind that `prefix` names. */
export function newId<Prefix extends keyof IdOf>(prefix: Prefix, nowMs = Date.now()): IdOf[Prefix] {
  const now = BigInt(nowMs)
  if (now > lastMs) {
    lastMs = now
    lastRandom = randomBits()
  } else {
    lastRandom += 1n
    if (lastRandom >> RANDOM_BITS !== 0n) {
      lastMs += 1n
      lastRandom = randomBits()
    }
  }
  invariant(lastMs >> 48n === 0n, "the clock fits in the 48 bits of an id")
  // The brand exists in types only; this function and the contract's schemas are where it is given.
  return `${prefix}_${encode((lastMs << RANDOM_BITS) | lastRandom)}` as unknown as IdOf[Prefix]
}

function randomBits(): bigint {
  let bits = 0n
  for (const byte of randomOf(10)) bits = (bits << 8n) | BigInt(byte)
  return bits
}

function encode(value: bigint): string {
  let text = ""
  for (let shift = 125n; shift >= 0n; shift -= 5n) {
    text += CROCKFORD[Number((value >> shift) & 31n)]
  }
  return text
}

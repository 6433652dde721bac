// Passwords as Argon2id hashes. Checking one takes the same work whether the person has a password, exists, or neither.
//
// The work is done beside the main thread, two at a time: Node's pool has four threads, which files and names need too, and each
// hash holds 46 MiB. Whoever comes when a hundred wait is asked to come again.
import { argon2, randomBytes, timingSafeEqual } from "node:crypto"
import { promisify } from "node:util"

import { Fault } from "#base/fault.ts"

export interface PasswordHash {
  readonly hash: Uint8Array
  readonly salt: Uint8Array
  readonly memoryKib: number
  readonly passes: number
  readonly parallelism: number
}
type Cost = Pick<PasswordHash, "memoryKib" | "passes" | "parallelism">

// Above the least of OWASP's password storage cheat sheet (46 MiB with one pass, 19 MiB with two); about 0.15 s on one core.
const cost: Cost = { memoryKib: 47_104, passes: 2, parallelism: 1 }
const HASH_BYTES = 32
const SALT_BYTES = 16
const AT_ONCE = 2
const WAITING_MAX = 100

const derive = promisify(argon2)
const nobodys: PasswordHash = {
  ...cost,
  salt: randomBytes(SALT_BYTES),
  hash: randomBytes(HASH_BYTES),
}

export async function hashPassword(text: string): Promise<PasswordHash> {
  const salt = new Uint8Array(randomBytes(SALT_BYTES))
  return { ...cost, salt, hash: await work(text, salt, cost) }
}

/** `stored` undefined: nobody's; as much work, and false. @throws Fault request.too_often when too many wait */
export async function isPassword(text: string, stored: PasswordHash | undefined): Promise<boolean> {
  const known = stored ?? nobodys
  const hash = await work(text, known.salt, known)
  return (
    hash.length === known.hash.length && timingSafeEqual(hash, known.hash) && stored !== undefined
  )
}

/** Whether it was made with another cost than one would be made with now. */
export function isOutdated(stored: PasswordHash): boolean {
  return (
    stored.memoryKib !== cost.memoryKib ||
    stored.passes !== cost.passes ||
    stored.parallelism !== cost.parallelism
  )
}

let running = 0
const waiting: (() => void)[] = []

async function work(text: string, salt: Uint8Array, { memoryKib, ...rest }: Cost) {
  await turn()
  try {
    return new Uint8Array(
      await derive("argon2id", {
        message: text.normalize("NFKC"),
        nonce: salt,
        memory: memoryKib,
        passes: rest.passes,
        parallelism: rest.parallelism,
        tagLength: HASH_BYTES,
      }),
    )
  } finally {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

/** Whoever ends hands their turn to the one who waits longest. */
async function turn(): Promise<void> {
  if (running < AT_ONCE) {
    running += 1
    return
  }
  if (waiting.length >= WAITING_MAX) {
    throw new Fault("request.too_often", {
      public: "Too many people are signing in just now. Try again in a moment",
      detail: { retryAfterSeconds: 5 },
    })
  }
  await new Promise<void>((resolve) => waiting.push(resolve))
}

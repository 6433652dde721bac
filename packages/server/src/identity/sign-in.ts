// The ways in: one-time links, the sessions they begin, one-time codes for an install's origin. Texts leave once, hashes stay.
import { randomText } from "#base/random.ts"
import { secretHash } from "./secret-hash.ts"

// 43 characters of base62: 256 bits.
const TEXT_LENGTH = 43

const SIGN_IN_LINK_MS = 60 * 60_000
const SESSION_MS = 30 * 24 * 60 * 60_000
const ADMISSION_MS = 60_000

/** A text for its holder, with what the store keeps of it. */
export interface Issued {
  readonly text: string
  readonly hash: Uint8Array
  readonly createdAt: number
  readonly expiresAt: number
}

/** A link that signs a person in, for an hour. */
export function issueSignInLink(nowMs: number): Issued {
  return issue(nowMs, SIGN_IN_LINK_MS)
}

/** The cookie of a session, for 30 days. */
export function issueSession(nowMs: number): Issued {
  return issue(nowMs, SESSION_MS)
}

/** A code that lets a visitor in to an install's origin, for a minute. */
export function issueAdmission(nowMs: number): Issued {
  return issue(nowMs, ADMISSION_MS)
}

function issue(nowMs: number, forMs: number): Issued {
  const text = randomText(TEXT_LENGTH)
  return { text, hash: secretHash(text), createdAt: nowMs, expiresAt: nowMs + forMs }
}

// Idempotency-Key: the first request with a key does the work, repeats get its answer for 24 hours and do nothing.
//
// A request that failed frees its key: nothing was done, so it may be tried again. Answers that hold a value, a token or a
// link are not kept; a repeat of those learns that it was answered already.
import { createHmac } from "node:crypto"

import { z } from "zod"

import { Fault } from "#base/fault.ts"
import type { Actor } from "#identity/actor.ts"
import { idempotency } from "#store/idempotency.ts"

import type { Context } from "./context.ts"

const KEPT_MS = 24 * 3_600_000

export interface OnceRequest {
  readonly actor: Actor
  readonly key: string
  /** Name of the route. */
  readonly route: string
  /** Path and body: what makes two requests the same. */
  readonly fingerprint: string
  readonly keepsAnswer: boolean
}

export interface OnceAnswer {
  readonly status: number
  readonly body: string
  readonly etag?: string | undefined
}

const keptAnswer = z.object({ body: z.string(), etag: z.string().optional() })

/** @throws Fault idempotency.*, and what `work` throws */
export async function onlyOnce(
  context: Pick<Context, "store" | "clock" | "fingerprintKey">,
  request: OnceRequest,
  work: () => Promise<OnceAnswer>,
): Promise<OnceAnswer> {
  if (!/^[\x21-\x7e]{1,200}$/.test(request.key)) {
    throw new Fault("request.malformed", {
      public: "Cannot read the request: Idempotency-Key must be 1 to 200 visible ASCII characters",
    })
  }
  const { db } = context.store
  const now = context.clock.now()
  const user = request.actor.user.id
  // Keyed: a body may hold a secrets document, and a plain hash would let a thief of the database confirm a guess of it.
  const bodyHash = createHmac("sha256", context.fingerprintKey)
    .update(`${request.route}\n${request.fingerprint}`)
    .digest()
  await idempotency.removeBefore(db, now - KEPT_MS)
  const taken = { user, key: request.key, route: request.route, bodyHash, createdAt: now }
  const earlier = await idempotency.take(db, taken)
  if (earlier !== undefined) return repeat(earlier, bodyHash)
  let answer: OnceAnswer
  try {
    answer = await work()
  } catch (cause) {
    await idempotency.release(db, user, request.key)
    throw cause
  }
  // From here on the work is done: whatever happens to the answer, a repeat must not do it again.
  const { status, body, etag } = answer
  await idempotency.answer(db, taken, {
    status,
    body: request.keepsAnswer ? JSON.stringify({ body, etag }) : null,
  })
  return answer
}

function repeat(
  earlier: { bodyHash: Uint8Array; status: number | null; body: string | null },
  bodyHash: Buffer,
): OnceAnswer {
  if (!bodyHash.equals(earlier.bodyHash)) {
    throw new Fault("idempotency.other_body", {
      public: "This Idempotency-Key was used for another request. Use a new key for a new request",
    })
  }
  if (earlier.status === null) {
    throw new Fault("idempotency.in_progress", {
      public:
        "The first request with this Idempotency-Key is still being worked on. Ask again in a moment",
    })
  }
  if (earlier.body === null) {
    throw new Fault("idempotency.not_repeatable", {
      public:
        "This request was answered already, and its answer is given only once. Make a new request with a new key",
    })
  }
  return { status: earlier.status, ...keptAnswer.parse(JSON.parse(earlier.body)) }
}

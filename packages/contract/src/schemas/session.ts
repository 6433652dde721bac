// Signing in to the console, the account behind it, and its sessions. A session travels as a cookie and is in no body.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { installId, sessionId, userId } from "../ids.ts"
import { name, timestamp } from "./common.ts"

/** As typed: longer than any password that is accepted, so that the limit is a sentence of the server's and not a 400. */
const password = z.string().min(1).max(1000)

/** A one-time sign-in link, as its address or as the text in it. */
const byLink = z.object({ link: z.string().min(1).max(2000) })
/** The name as it was typed: anything may be tried, and only one that fits opens. */
const byPassword = z.object({ name: z.string().min(1).max(200), password })

export const sessionBegin = z.union([byLink, byPassword], {
  error: 'Send "link", or "name" and "password"',
})
export const sessionRefresh = z.object({ password })
export const passwordSet = z.object({ current: password.optional(), password })
export const meUpdate = z.object({ name })

/** Who the cookie signs in; null for nobody. */
export const sessionState = z.object({
  user: z
    .object({
      id: userId,
      name: z.string(),
      isOperator: z.boolean(),
      hasPassword: z.boolean(),
      /** How the session began: within ten minutes of a link a password is set without the current one. */
      via: z.enum(["link", "password"]),
      authenticatedAt: timestamp,
      /** Until then values can be read and keys exported; afterwards the password is asked again. */
      freshUntil: timestamp,
      expiresAt: timestamp,
    })
    .nullable(),
  /** The first account has no password yet: the server waits for the person with the first link. */
  isFirstStart: z.boolean(),
  /** Of the server, such as 0.1.0. */
  version: z.string(),
})
export type SessionState = Answer<typeof sessionState>

/** One browser that is signed in: to the console, or to the page of one install. */
export const session = z.object({
  id: sessionId,
  kind: z.enum(["console", "install"]),
  install: z.object({ id: installId, name: z.string() }).nullable(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  /** What the browser calls itself; null where it said nothing. */
  browser: z.string().nullable(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  expiresAt: timestamp,
})
export type Session = Answer<typeof session>

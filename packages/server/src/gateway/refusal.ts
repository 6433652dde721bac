// Why a visitor is not served, and how that is said: every refusal of the gateway, in its words, with nothing internal in it.
import { type FaultCode, faults } from "@modkeep/contract/faults"

import type { Page } from "./page.ts"

export interface Refusal {
  readonly code: FaultCode
  readonly text: string
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number
  /** A navigation's page loads itself again. */
  readonly reloads?: boolean
  readonly link?: Page["link"]
}

export function statusOf(refusal: Refusal): number {
  return faults[refusal.code].status
}

export function titleOf(refusal: Refusal): string {
  return faults[refusal.code].title
}

const tryAgain = { href: "", label: "Try again" }

export const refusals = {
  malformed: {
    code: "request.malformed",
    text: "The address or the headers of this request contradict themselves. Send it again from the page itself.",
  },
  tooLong: {
    code: "request.target_too_long",
    text: "The address is longer than 16 KiB. Shorten what follows the question mark.",
  },
  headersTooLarge: {
    code: "request.headers_too_large",
    text: "The headers of this request are larger than 32 KiB. Delete the cookies of this site and try again.",
  },
  tooSlow: {
    code: "request.too_slow",
    text: "The headers of this request did not arrive in 15 seconds. Send it again.",
  },
  wrongHost: {
    code: "request.wrong_host",
    text: "Check the address. The page may have been removed.",
  },
  nothingHere: {
    code: "request.not_found",
    text: "Addresses that begin with /_modkeep/ belong to Modkeep, and this one leads nowhere.",
    link: { href: "/", label: "Open the page" },
  },
  signIn: { code: "sign_in.required", text: "Open the page itself in the browser to sign in." },
  linkSpent: {
    code: "sign_in.link_spent",
    text: "A link lets its holder in once and for a short time. Open the page to sign in again.",
    link: { href: "/", label: "Open the page" },
  },
  origin: { code: "permission.origin", text: "Only the page itself may open a connection here." },
  upgrade: {
    code: "request.malformed",
    text: "Only WebSockets can be opened here, by a GET request without a body.",
  },
  off: { code: "gateway.off", text: "Its owner has switched it off. Ask the owner to start it." },
  waiting: {
    code: "gateway.waiting",
    text: "It was asleep and starts now. This takes a few seconds.",
    retryAfterSeconds: 1,
    reloads: true,
  },
  full: {
    code: "gateway.full",
    text: "Your turn comes in a moment.",
    retryAfterSeconds: 2,
    reloads: true,
  },
  restarting: {
    code: "gateway.waiting",
    text: "Modkeep restarts. The page comes back by itself.",
    retryAfterSeconds: 1,
    reloads: true,
  },
  startFailed: {
    code: "engine.start_failed",
    text: "Its owner can see why. Try again later.",
    retryAfterSeconds: 10,
    link: tryAgain,
  },
  upstream: {
    code: "gateway.upstream",
    text: "It ended or broke the connection before an answer was there. Try again; tell the owner this request's id if it stays so.",
    retryAfterSeconds: 2,
    link: tryAgain,
  },
  internal: {
    code: "internal",
    text: "Try again. If it stays so, tell the operator this request's id.",
    link: tryAgain,
  },
} as const satisfies Record<string, Refusal>

/** The page of a sign-in that cannot happen inside a frame. */
export function signInOutside(address: string): Refusal {
  return {
    code: "sign_in.required",
    text: "Sign in on a page of its own, then come back here.",
    link: { href: address, label: "Sign in", inNewPage: true },
  }
}

export function startFailed(
  sentence: string | undefined,
  secondsLeft: number | undefined,
): Refusal {
  return {
    ...refusals.startFailed,
    ...(sentence === undefined ? {} : { text: sentence }),
    ...(secondsLeft === undefined ? {} : { retryAfterSeconds: secondsLeft }),
  }
}

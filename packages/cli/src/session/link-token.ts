// Signs in with a one-time link, as `npm start` and `modkeep sign-in-link` print it: the link is spent for a session, the session
// makes a token for this command line and is ended again.
import { hostname } from "node:os"

import { UnreachableError } from "@modkeep/contract/problem-error"
import { scopes } from "@modkeep/contract/schemas/identity"

import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"

/** The link's secret part; undefined when the text is no sign-in link. */
export function linkIn(typed: string): string | undefined {
  if (!URL.canParse(typed)) return undefined
  const { pathname, searchParams } = new URL(typed)
  return pathname === "/sign-in" ? (searchParams.get("link") ?? undefined) : undefined
}

/** @throws Stop when the link is spent, or the server makes no token */
export async function tokenByLink(server: string, link: string): Promise<string> {
  const cookie = await signIn(server, link)
  const headers = { cookie, origin: server }
  const made = await send(server, "/api/v1/tokens", {
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name: `modkeep on ${hostname()}`.slice(0, 80), scopes }),
  })
  const answer: unknown = made.ok ? await made.json() : undefined
  await send(server, "/sign-out", { headers })
  if (
    typeof answer === "object" &&
    answer !== null &&
    "value" in answer &&
    typeof answer.value === "string"
  ) {
    return answer.value
  }
  throw new Stop(
    exitCode.failed,
    "sign_in.no_token",
    `${server} signed in but made no token: make one in the console and use --token-stdin`,
  )
}

async function signIn(server: string, link: string): Promise<string> {
  const response = await send(server, "/sign-in", {
    headers: { origin: server },
    body: new URLSearchParams({ link }),
  })
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0]
  await response.body?.cancel()
  if (response.ok && cookie !== undefined) return cookie
  if (response.status === 401) {
    throw new Stop(
      exitCode.refused,
      "sign_in.link_spent",
      "This sign-in link was used, has expired or never was: run `modkeep sign-in-link` on the server's machine for a new one",
    )
  }
  throw new Stop(
    exitCode.failed,
    "sign_in.not_answered",
    `${server} answered ${response.status} instead of signing in: the link may still be good, try it again in a moment`,
  )
}

async function send(
  server: string,
  path: string,
  init: { headers: Record<string, string>; body?: string | URLSearchParams },
): Promise<Response> {
  return await fetch(server + path, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
    ...init,
  }).catch((cause: unknown) => {
    throw new UnreachableError(
      `Cannot reach ${server}: start Modkeep there or name another server`,
      {
        cause,
      },
    )
  })
}

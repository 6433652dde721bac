// `/metrics`, for whoever asks on the machine itself, and for an operator's token from anywhere else.
//
// A proxy on the same machine speaks for others: what came through one is no local request, whatever the connection's address.
import type { IncomingMessage, ServerResponse } from "node:http"

import { Fault } from "#base/fault.ts"
import { newRequestId } from "#base/request-id.ts"
import { bareAddress, type TrustedProxies } from "#domain/trusted-proxies.ts"
import { authenticate } from "#operations/authenticate.ts"
import type { Context } from "#operations/context.ts"

import { problemResponse } from "./problem.ts"

interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

export async function answerMetrics(
  context: Context,
  proxies: TrustedProxies,
  { req, res }: Exchange,
): Promise<void> {
  const requestId = newRequestId()
  let answer: Response
  try {
    if (!isLocal(req, proxies)) await requireOperator(context, req)
    const { metrics } = context
    answer = new Response(await metrics.text(), {
      headers: { "content-type": metrics.contentType, "cache-control": "no-store" },
    })
  } catch (thrown) {
    answer = problemResponse(thrown, { requestId, log: context.log })
  }
  res.writeHead(answer.status, [...answer.headers, ["x-request-id", requestId]].flat())
  res.end(req.method === "HEAD" ? undefined : await answer.text())
}

const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]

function isLocal({ socket, headers }: IncomingMessage, proxies: TrustedProxies): boolean {
  const peer = bareAddress(socket.remoteAddress ?? "") ?? ""
  const isLoopback = peer.startsWith("127.") || peer === "::1"
  const isForwarded = FORWARDED.some((name) => headers[name] !== undefined)
  return isLoopback && !proxies.has(peer) && !isForwarded && LOCAL_HOST.test(headers.host ?? "")
}

async function requireOperator(context: Context, { headers }: IncomingMessage): Promise<void> {
  const { authorization } = headers
  if (authorization === undefined) {
    throw new Fault("sign_in.required", {
      public: "From another machine the numbers are for operators: send Authorization: Bearer mk_…",
    })
  }
  const request = new Request("http://metrics/", { headers: { authorization } })
  const actor = await authenticate(context, request)
  if (!actor.isOperator) {
    throw new Fault("permission.denied", {
      public: "The numbers are for operators of this server. Send a token of one of them",
    })
  }
}

// The HTTP API: every route of the contract, its handler, and nothing else below /api/v1.
//
// One way in for all of them: request id → sign-in → scope → schemas → handler → schemas' answer. What is thrown on that way
// becomes a problem; a handler never writes a response itself.

import type { Route } from "@modkeep/contract/route"
import { type RouteName, routes } from "@modkeep/contract/routes"
import { type Context as HonoContext, Hono } from "hono"

import { Fault } from "#base/fault.ts"
import { invariant } from "#base/invariant.ts"
import { newRequestId } from "#base/request-id.ts"
import type { Actor } from "#identity/actor.ts"
import { authenticate } from "#operations/authenticate.ts"
import type { Context } from "#operations/context.ts"
import { onlyOnce } from "#operations/only-once.ts"

import { callerAddress } from "./caller-address.ts"
import { cutConnection } from "./cut-connection.ts"
import { eventResponse } from "./event-response.ts"
import type { Handlers } from "./handler.ts"
import { hasLeft } from "./has-left.ts"
import { outgoing } from "./outgoing.ts"
import { addPages } from "./pages/add-pages.ts"
import { parseRequest, type ParsedRequest } from "./parse-request.ts"
import { problemResponse } from "./problem.ts"

/** A handler as this file calls it: the contract's types were checked where the handler is written. */
type AnyHandler = (call: object) => Promise<{
  data?: unknown
  etag?: string
  headers?: Readonly<Record<string, string>>
  events?: AsyncIterable<{ id: string; data: unknown }>
}>

export function createApi(context: Context, handlers: Handlers): Hono {
  const app = new Hono()
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name]
    const path = `/api/v1${route.path.replace(/\{(\w+)\}/g, ":$1")}`
    const handler = handlers[name] as unknown as AnyHandler
    app.on(route.method, path, async (c) => {
      return await guarded(context, c, async (requestId) =>
        answer(context, {
          name,
          route,
          handler,
          request: c.req.raw,
          params: c.req.param(),
          requestId,
          address: callerAddress(context, c),
          cut: () => cutConnection(c),
        }),
      )
    })
  }
  addPages(app, context)
  app.onError(async (thrown, c) => await guarded(context, c, () => Promise.reject(thrown)))
  app.all("*", async (c) =>
    guarded(context, c, () => {
      const path = new URL(c.req.url).pathname.slice(0, 120)
      throw new Fault("request.not_found", {
        public: `There is nothing at "${path}". /api/docs lists what there is`,
      })
    }),
  )
  return app
}

async function guarded(
  context: Context,
  c: HonoContext,
  work: (requestId: string) => Promise<Response> | Response,
): Promise<Response> {
  const request = c.req.raw
  const requestId = newRequestId()
  const ended = context.requests.begin()
  let response: Response
  let isAnswer = true
  try {
    if (ended === undefined) throw restarting()
    response = await work(requestId)
  } catch (thrown) {
    const { signal } = request
    response = problemResponse(thrown, { requestId, log: context.log, signal })
    isAnswer = !hasLeft(thrown, signal)
  }
  if (ended === undefined) response.headers.set("connection", "close")
  else whenSent(c, response, ended)
  response.headers.set("x-request-id", requestId)
  response.headers.set("referrer-policy", "no-referrer")
  response.headers.set("x-content-type-options", "nosniff")
  if (isAnswer) context.metrics.answered(response.status)
  context.log.debug(
    {
      requestId,
      method: request.method,
      path: new URL(request.url).pathname,
      status: response.status,
    },
    "answered",
  )
  return response
}

/** Events go on for as long as their reader likes, and their reader comes back: nothing waits for their end. */
function whenSent(c: HonoContext, response: Response, ended: () => void): void {
  const res = outgoing(c)
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream") === true
  if (res === undefined || res.closed || streams) ended()
  else res.once("close", ended)
}

function restarting(): Fault {
  return new Fault("server.restarting", {
    public: "Modkeep restarts and takes nothing new meanwhile. Try again in a moment",
  })
}

interface Asked {
  readonly name: RouteName
  readonly route: Route
  readonly handler: AnyHandler
  readonly request: Request
  readonly params: Record<string, string>
  readonly requestId: string
  readonly address: string
  readonly cut: () => void
}

async function answer(context: Context, asked: Asked): Promise<Response> {
  const { route, request, requestId } = asked
  const actor = route.scope === "public" ? undefined : await authenticate(context, request)
  if (actor !== undefined) requireScope(actor, route)
  const parsed = await parseRequest(route, request, asked.params)
  const call = {
    actor,
    ...parsed,
    ifMatch: route.ifMatch === true ? readIfMatch(request) : undefined,
    requestId,
    request,
    address: asked.address,
    signal: request.signal,
    wantsEvents: wantsEvents(route, request),
    lastEventId: request.headers.get("last-event-id") ?? undefined,
  }
  const key = request.headers.get("idempotency-key")
  if (key !== null && route.idempotency !== undefined && actor !== undefined)
    return await answerOnce(context, asked, { actor, key, parsed, call })
  if (call.wantsEvents && actor !== undefined)
    return await answerEvents(context, asked, { ...call, actor })
  const reply = await asked.handler(call)
  const body = reply.data === undefined ? null : JSON.stringify(reply.data)
  return respond(body, { ...reply, status: route.status })
}

/** Ends when the reader leaves, and when the reader may see less than when it began. */
async function answerEvents(
  { readers }: Context,
  { handler, cut }: Asked,
  call: { readonly actor: Actor; readonly request: Request },
): Promise<Response> {
  const { signal, close } = readers.open(call.actor.user.id, call.request.signal)
  try {
    const { events } = await handler({ ...call, signal })
    invariant(events, "a route that streams gives events to whoever asks for them")
    return eventResponse(cutBy(signal, cut, events), close)
  } catch (thrown) {
    close()
    throw thrown
  }
}

/** What was cut must not look like what has ended: a reader takes the end of a build's events for the end of the build. */
async function* cutBy<Event>(
  signal: AbortSignal,
  cut: () => void,
  events: AsyncIterable<Event>,
): AsyncGenerator<Event> {
  yield* events
  if (signal.aborted) cut()
}

interface Answered {
  readonly status: number
  readonly etag?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

function respond(body: string | null, { status, etag, headers: more }: Answered): Response {
  const headers = new Headers({ ...more, "cache-control": "no-store" })
  if (etag !== undefined) headers.set("etag", etag)
  if (body !== null) headers.set("content-type", "application/json")
  return new Response(body, { status, headers })
}

async function answerOnce(
  context: Context,
  { name, route, handler, request }: Asked,
  { actor, key, parsed, call }: { actor: Actor; key: string; parsed: ParsedRequest; call: object },
): Promise<Response> {
  const { status, body, etag } = await onlyOnce(
    context,
    {
      actor,
      key,
      route: name,
      // An answer that is given only once needs no body to compare: a password is not even hashed here.
      fingerprint: `${new URL(request.url).pathname}\n${route.idempotency === "kept" ? parsed.bodyText : ""}`,
      keepsAnswer: route.idempotency === "kept",
    },
    async () => {
      const reply = await handler(call)
      return { status: route.status, body: JSON.stringify(reply.data ?? null), etag: reply.etag }
    },
  )
  // What is kept for a repeat is a text; an answer without a body has none to send.
  return respond(route.answer === undefined ? null : body, { status, etag })
}

function requireScope(actor: Actor, route: Route): void {
  const { scope } = route
  if (scope === "operator" && !actor.isOperator) {
    throw new Fault("permission.denied", {
      public: "This is for operators of this server. Ask one of them",
    })
  }
  if (scope === "any" || scope === "public" || actor.scopes.includes(scope)) return
  throw new Fault("permission.denied", {
    public: `The token lacks the scope "${scope}" that this needs. Make a token with that scope`,
  })
}

/** Events are for those who ask for them, and for those who take anything where events are what the route is for. */
function wantsEvents(route: Route, request: Request): boolean {
  if (route.stream === undefined) return false
  const accept = request.headers.get("accept") ?? "*/*"
  if (accept.includes("text/event-stream")) return true
  return route.streamsOnRequest !== true && !accept.includes("application/json")
}

/** The tag without quotes and weakness; `*` reads as undefined: whatever is current. */
function readIfMatch(request: Request): string | undefined {
  const header = request.headers.get("if-match")?.trim()
  if (header === undefined || header === "") {
    throw new Fault("request.precondition_required", {
      public:
        "A save needs the revision it builds on: send If-Match with the ETag of the document as you read it",
    })
  }
  if (header === "*") return undefined
  return header.replace(/^W\//, "").replace(/^"(.*)"$/, "$1")
}

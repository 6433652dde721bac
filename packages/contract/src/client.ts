// The typed client, made from the route descriptors: what a route takes and gives is checked by the compiler at the call.
//
// An answer of 4xx or 5xx throws `ProblemError`; no answer throws `UnreachableError`. Nothing is retried here.
import type { z } from "zod"
import { eventStream } from "./event-stream.ts"
import { ProblemError, UnreachableError } from "./problem-error.ts"
import type { Route } from "./route.ts"
import { type RouteName, type Routes, routes } from "./routes.ts"
import type { Problem } from "./schemas/common.ts"

type Part<R, Key extends string, Name extends string> =
  R extends Record<Key, infer S extends z.ZodType> ? Record<Name, z.input<S>> : unknown
type OptionalPart<R, Key extends string, Name extends string> =
  R extends Record<Key, infer S extends z.ZodType> ? Partial<Record<Name, z.input<S>>> : unknown
type BodyPart<R> = R extends { bodyOptional: true }
  ? OptionalPart<R, "body", "body">
  : Part<R, "body", "body">
type MatchPart<R> = R extends { ifMatch: true } ? { ifMatch: string } : unknown

/** What a call of the route takes: parameters, query, body, the ETag it builds on. */
export type CallInput<Name extends RouteName> = Part<Routes[Name], "params", "params"> &
  OptionalPart<Routes[Name], "query", "query"> &
  BodyPart<Routes[Name]> &
  MatchPart<Routes[Name]> & { idempotencyKey?: string; signal?: AbortSignal }

/** The JSON answer of the route; undefined where it has none. */
export type AnswerOf<Name extends RouteName> = Routes[Name] extends {
  answer: infer S extends z.ZodType
}
  ? z.output<S>
  : undefined
type EventOf<Name extends RouteName> = Routes[Name] extends { stream: infer S extends z.ZodType }
  ? z.output<S>
  : never
export type StreamingRoute = {
  [Name in RouteName]: Routes[Name] extends { stream: z.ZodType } ? Name : never
}[RouteName]

interface ClientOptions {
  /** Origin of the server, such as http://localhost:8700. */
  readonly server: string
  readonly token?: string
  readonly userAgent?: string
  readonly fetch?: typeof fetch
}

/** The loose form of a call's input, as this file reads it. */
interface AnyInput {
  readonly params?: Record<string, unknown>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly ifMatch?: string
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

export interface Answer<Data> {
  readonly status: number
  readonly data: Data
  readonly etag: string | undefined
}

export class Client {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /** Calls a route once. @throws ProblemError, UnreachableError */
  async call<Name extends RouteName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<Answer<AnswerOf<Name>>> {
    const response = await this.#send(routes[name], input, "application/json")
    const data: unknown = response.status === 204 ? undefined : await readJson(response)
    return {
      status: response.status,
      data: data as AnswerOf<Name>, // the server makes its answers from the same schema
      etag: response.headers.get("etag") ?? undefined,
    }
  }

  /** Follows a route's events until the server ends them. Pass the last id to go on after a cut. */
  async *events<Name extends StreamingRoute>(
    name: Name,
    input: CallInput<Name> & { lastEventId?: string },
  ): AsyncGenerator<{ id: string; event: string; data: EventOf<Name> }> {
    const response = await this.#send(routes[name], input, "text/event-stream", input.lastEventId)
    if (response.body === null) return
    for await (const { id, event, data } of eventStream(response.body)) {
      yield { id, event, data: JSON.parse(data) as EventOf<Name> } // same schema on both sides
    }
  }

  async #send(
    route: Route,
    input: AnyInput,
    accept: string,
    lastEventId?: string,
  ): Promise<Response> {
    const { server, token, userAgent } = this.#options
    const url = new URL(
      `${server.replace(/\/+$/, "")}/api/v1${fillPath(route.path, input.params ?? {})}`,
    )
    for (const [key, value] of Object.entries(input.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, `${value as string | number}`) // queries hold no other types
    }
    const headers = new Headers({ accept })
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`)
    if (userAgent !== undefined) headers.set("user-agent", userAgent)
    if (input.ifMatch !== undefined) headers.set("if-match", input.ifMatch)
    if (input.idempotencyKey !== undefined) headers.set("idempotency-key", input.idempotencyKey)
    if (lastEventId !== undefined) headers.set("last-event-id", lastEventId)
    const hasBody = input.body !== undefined
    if (hasBody) headers.set("content-type", "application/json")
    const request: RequestInit = { method: route.method, headers, redirect: "error" }
    if (hasBody) request.body = JSON.stringify(input.body)
    if (input.signal !== undefined) request.signal = input.signal
    let response: Response
    try {
      response = await (this.#options.fetch ?? fetch)(url, request)
    } catch (cause) {
      if (input.signal?.aborted === true) throw cause
      throw new UnreachableError(
        `Cannot reach ${url.origin}: start Modkeep there or name another server`,
        { cause },
      )
    }
    if (response.ok) return response
    throw new ProblemError(await readProblem(response))
  }
}

function fillPath(path: string, params: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])))
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  return text === "" ? undefined : JSON.parse(text)
}

async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get("x-request-id") ?? ""
  const fallback: Problem = {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    detail: `The server answered ${response.status} without saying why: is this address a Modkeep server?`,
    code: "internal",
    requestId,
  }
  if (!(response.headers.get("content-type") ?? "").startsWith("application/problem+json"))
    return fallback
  const body: unknown = await readJson(response).catch(() => undefined)
  return typeof body === "object" && body !== null ? { ...fallback, ...body } : fallback
}

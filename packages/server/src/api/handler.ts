// A handler answers one route of the contract: it gets what the schemas parsed and gives what the schemas promise.
import type { Answer } from "@modkeep/contract/answer"
import type { RouteName, Routes } from "@modkeep/contract/routes"
import type { z } from "zod"

import type { Actor } from "#identity/actor.ts"

type Parsed<R, Key extends string> =
  R extends Record<Key, infer S extends z.ZodType> ? z.output<S> : undefined
type BodyOf<R> = R extends { bodyOptional: true }
  ? Parsed<R, "body"> | undefined
  : Parsed<R, "body">

/** One request, parsed at the door. */
export interface Call<Name extends RouteName = RouteName> {
  /** Who asks; nobody where the route is public. */
  readonly actor: Routes[Name] extends { scope: "public" } ? undefined : Actor
  readonly params: Parsed<Routes[Name], "params">
  readonly query: Parsed<Routes[Name], "query">
  readonly body: BodyOf<Routes[Name]>
  /** The revision that If-Match names; undefined for `*`. Set on routes with `ifMatch` only. */
  readonly ifMatch: string | undefined
  readonly requestId: string
  /** As it came, for its cookies and its origin; the body is read already. */
  readonly request: Request
  /** The network address it came from, for limits. */
  readonly address: string
  readonly signal: AbortSignal
  /** True when the caller wants server-sent events of a route that streams. */
  readonly wantsEvents: boolean
  readonly lastEventId: string | undefined
}

type AnswerOf<R> = R extends { answer: infer S extends z.ZodType } ? Answer<S> : void
type EventOf<R> = R extends { stream: infer S extends z.ZodType } ? Answer<S> : never

export interface Reply<Data> {
  readonly data: Data
  readonly etag?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface EventReply<Event> {
  readonly events: AsyncIterable<{
    readonly id: string
    readonly event?: string
    readonly data: Event
  }>
}

export type Handler<Name extends RouteName> = (
  call: Call<Name>,
) => Promise<
  | Reply<AnswerOf<Routes[Name]>>
  | (Routes[Name] extends { stream: z.ZodType } ? EventReply<EventOf<Routes[Name]>> : never)
>

/** A handler for each of the named routes: a route without one does not compile. */
export type Handlers<Name extends RouteName = RouteName> = { readonly [N in Name]: Handler<N> }

// One route as data. The API's handlers, the typed client and the OpenAPI document are all made from these descriptors, so
// that none of the three can say something the others do not.
import type { z } from "zod"
import type { FaultCode } from "./faults.ts"
import type { Scope } from "./schemas/identity.ts"

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Below /api/v1; parameters in braces. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** What the caller's token must allow; `public` needs no sign-in, `any` only a sign-in. */
  readonly scope: Scope | "any" | "public"
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The body may be left out altogether. */
  readonly bodyOptional?: boolean
  /** PUT-like routes guarded by If-Match: 428 without it, 412 when it is stale. */
  readonly ifMatch?: boolean
  readonly status: number
  /** Schema of the JSON answer; absent when there is none (204, 202). */
  readonly answer?: z.ZodType
  /** The answer carries an ETag. */
  readonly etag?: boolean
  /** Server-sent events, each with this schema as JSON data. With `Accept: application/json` the answer is a page of them. */
  readonly stream?: z.ZodType
  /** The events are the way to one answer: only `Accept: text/event-stream` gets them, anything else the answer itself. */
  readonly streamsOnRequest?: true
  /** Every POST that changes something: whether an Idempotency-Key's answer is kept (24 h) or must never be (values, tokens, links). */
  readonly idempotency?: "kept" | "never"
  /** Faults of this route beside those every route can have. */
  readonly faults: readonly FaultCode[]
}

/** Declares a route and keeps its exact type. */
export function route<const R extends Route>(descriptor: R): R {
  return descriptor
}

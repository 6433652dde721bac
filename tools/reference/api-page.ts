// Every route with what it takes, gives and can refuse, from the descriptors that the server and the client are made of.
import type { Route } from "@modkeep/contract/route"
import { routes } from "@modkeep/contract/routes"
import { z } from "zod"

import { pageText } from "./page-text.ts"
import { type JsonSchema, schemaText } from "./schema-text.ts"

export function apiPage(): string {
  const entries = Object.entries(routes).map(([name, route]): [string, Route] => [name, route])
  const byTag = Map.groupBy(entries, ([, { tag }]) => tag)
  const sections = [...byTag].flatMap(([tag, members]) => [`## ${tag}`, ...members.map(section)])
  return pageText("HTTP API", [
    "All paths lie below `/api/v1`; JSON in and out. `GET /api/v1/openapi.json` is the same as OpenAPI 3.1, `/api/docs` a page of the server itself.",
    [
      "* `Authorization: Bearer mk_…`. What a token may do are its scopes; a route names the one it needs.",
      "* Faults are `application/problem+json`: [faults.md](faults.md). Beside those that a route names, any can answer `request.malformed`, `request.too_large`, `request.too_often`, `sign_in.required`, `permission.denied` and `internal`. Diagnostics: [messages.md](messages.md).",
      "* Lists are `{items, next}`: pass `next` back as `?cursor=`; null when there is no more. `?limit=` takes 1 to 200.",
      "* A document is saved with `If-Match`, the ETag that the change builds on: 428 without it, 412 when somebody else saved first.",
      "* `Idempotency-Key` on a POST that takes it: a repeat within 24 hours gets the first answer; another body with the same key is refused.",
      '* A `path` that goes in is a TOML key path (`db."user name"`) or an array of its parts. One that comes out is TOML\'s notation, with the parts beside it as `keyPath`.',
      "* Streams are server-sent events; `Last-Event-ID` resumes. With `Accept: application/json` the answer is a page of them.",
      "* Another owner's id answers 404. Unknown fields are ignored.",
    ].join("\n"),
    "In the types below `?` marks what may be left out, and `[ ]` a list.",
    ...sections,
  ])
}

function section([name, route]: [string, Route]): string {
  const blocks = [
    typeOf("query", route.query, "input"),
    typeOf(route.bodyOptional === true ? "body (may be left out)" : "body", route.body, "input"),
    typeOf(`answer ${route.status}`, route.answer, "output"),
    typeOf("events", route.stream, "output"),
  ].filter((block) => block !== undefined)
  const facts = [
    route.summary,
    scopeText(route),
    ...(route.ifMatch === true ? ["takes `If-Match`"] : []),
    ...(route.etag === true ? ["answers with an `ETag`"] : []),
    ...idempotencyText(route),
  ]
  const faults = route.faults.map((code) => `[\`${code}\`](faults.md)`).join(" ")
  return [
    `### ${route.method} ${route.path}`,
    `${facts.join("; ")}. Client: \`${name}\`.`,
    blocks.length > 0 ? `\`\`\`text\n${blocks.join("\n")}\n\`\`\`` : `Answer ${route.status}.`,
    ...(faults === "" ? [] : [`Faults: ${faults}`]),
  ].join("\n\n")
}

function scopeText({ scope }: Route): string {
  if (scope === "public") return "needs no sign-in"
  return scope === "any" ? "needs a sign-in" : `scope \`${scope}\``
}

function idempotencyText({ idempotency }: Route): string[] {
  if (idempotency === undefined) return []
  return [
    idempotency === "kept"
      ? "takes `Idempotency-Key`"
      : "takes `Idempotency-Key`, but a repeat is refused: the answer is given once",
  ]
}

function typeOf(
  label: string,
  schema: z.ZodType | undefined,
  io: "input" | "output",
): string | undefined {
  if (schema === undefined) return undefined
  // z.toJSONSchema gives a JSON schema; its declared type also allows forms that our schemas never make.
  const json = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonSchema
  return `${label}: ${schemaText(json)}`
}

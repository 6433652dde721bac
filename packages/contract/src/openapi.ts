// The OpenAPI 3.1 document, made from the route descriptors and the fault table: nothing in it is written twice.
import { z } from "zod"
import { type FaultCode, faults } from "./faults.ts"
import type { Route } from "./route.ts"
import { routes } from "./routes.ts"
import { problem } from "./schemas/common.ts"

type Json = Record<string, unknown>

/** Faults that any route can answer with, beside its own. */
const everywhere: readonly FaultCode[] = [
  "request.malformed",
  "request.too_large",
  "request.too_often",
  "store.unavailable",
  "internal",
]

/** @param server origin and path prefix, such as http://localhost:8700/api/v1 */
export function openapi(server: string, version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [name, descriptor] of Object.entries(routes)) {
    const item = (paths[descriptor.path] ??= {})
    item[descriptor.method.toLowerCase()] = operation(name, descriptor)
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Modkeep",
      version,
      description:
        "Modules, versions, apps, installs and their secrets. Values go in and never come out, but for `reveal`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: server }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An API token, mk_…" },
      },
      schemas: { Problem: jsonSchema(problem, "output") },
    },
  }
}

function operation(name: string, route: Route): Json {
  const operationId = name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase())
  const out: Json = {
    operationId,
    summary: route.summary,
    tags: [route.tag],
    parameters: parameters(route),
    responses: responses(route),
  }
  if (route.scope === "public") out["security"] = []
  else if (route.scope !== "any") out["x-modkeep-scope"] = route.scope
  if (route.body !== undefined) {
    out["requestBody"] = {
      required: route.bodyOptional !== true,
      content: { "application/json": { schema: jsonSchema(route.body, "input") } },
    }
  }
  return out
}

function parameters(route: Route): Json[] {
  const header = (headerName: string, required: boolean, description: string): Json => ({
    name: headerName,
    in: "header",
    required,
    description,
    schema: { type: "string" },
  })
  const out = [...fields(route.params, "path"), ...fields(route.query, "query")]
  if (route.ifMatch === true)
    out.push(header("If-Match", true, "The ETag that this change builds on"))
  if (route.idempotency !== undefined) {
    out.push(
      header(
        "Idempotency-Key",
        false,
        "Repeats with the same key and body get the first answer, for 24 hours",
      ),
    )
  }
  if (route.stream !== undefined && route.streamsOnRequest !== true)
    out.push(header("Last-Event-ID", false, "Resume after this event"))
  return out
}

function fields(object: z.ZodObject | undefined, place: "path" | "query"): Json[] {
  if (object === undefined) return []
  const schema = jsonSchema(object, "input")
  const required = Array.isArray(schema["required"]) ? schema["required"] : []
  return Object.entries(schema["properties"] ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }))
}

function responses(route: Route): Json {
  const content: Json = {}
  if (route.answer !== undefined)
    content["application/json"] = { schema: jsonSchema(route.answer, "output") }
  if (route.stream !== undefined) {
    content["text/event-stream"] = {
      schema: { type: "string" },
      "x-event-schema": jsonSchema(route.stream, "output"),
    }
  }
  const done: Json = { description: route.summary }
  if (Object.keys(content).length > 0) done["content"] = content
  if (route.etag === true) done["headers"] = { ETag: { schema: { type: "string" } } }
  const out: Json = { [route.status]: done }
  for (const [status, codes] of byStatus(route)) {
    out[status] = {
      description: codes.map((code) => `\`${code}\`: ${faults[code].title}`).join("  \n"),
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    }
  }
  return out
}

function byStatus(route: Route): Map<number, FaultCode[]> {
  const codes = new Set<FaultCode>([...route.faults, ...everywhere])
  if (route.scope !== "public")
    for (const code of ["sign_in.required", "permission.denied"] as const) codes.add(code)
  if (route.idempotency === "kept")
    codes.add("idempotency.other_body").add("idempotency.in_progress")
  if (route.idempotency === "never") codes.add("idempotency.not_repeatable")
  if (route.ifMatch === true) codes.add("request.precondition_required").add("secrets.conflict")
  const out = new Map<number, FaultCode[]>()
  for (const code of codes)
    out.set(faults[code].status, [...(out.get(faults[code].status) ?? []), code])
  return new Map([...out].sort(([a], [b]) => a - b))
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json
  return rest
}

// Reads one request by its route's schemas. Whatever does not fit is `request.malformed` and says where and what would fit.
import type { Route } from "@modkeep/contract/route"
import type { z } from "zod"

import { Fault } from "#base/fault.ts"

import { readBody } from "./read-body.ts"

export interface ParsedRequest {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly bodyText: string
}

/** @throws Fault request.malformed, request.too_large, or the route's not_found fault for an id of another shape */
export async function parseRequest(
  route: Route,
  request: Request,
  rawParams: Record<string, string>,
): Promise<ParsedRequest> {
  const params = parseParams(route, rawParams)
  const query = parsePart(
    route.query,
    Object.fromEntries(new URL(request.url).searchParams),
    "the query",
  )
  const bodyText = route.body === undefined ? "" : await readBody(request)
  if (route.body === undefined) return { params, query, body: undefined, bodyText }
  if (bodyText === "") {
    if (route.bodyOptional === true) return { params, query, body: undefined, bodyText }
    throw malformed("the body is empty", "send a JSON object")
  }
  const type = request.headers.get("content-type") ?? ""
  if (!/^application\/(json|merge-patch\+json)\b/i.test(type)) {
    throw malformed(`the body's Content-Type is "${type.slice(0, 80)}"`, "send application/json")
  }
  let json: unknown
  try {
    json = JSON.parse(bodyText)
  } catch {
    throw malformed("the body is not JSON", "send a JSON object")
  }
  return { params, query, body: parsePart(route.body, json, "the body"), bodyText }
}

/** An id that cannot be one names nothing: the answer is the same as for an unknown id. */
function parseParams(route: Route, rawParams: Record<string, string>): unknown {
  if (route.params === undefined) return undefined
  const parsed = route.params.safeParse(rawParams)
  if (parsed.success) return parsed.data
  const code = route.faults.find((fault) => fault.endsWith(".not_found"))
  const name = parsed.error.issues[0]?.path[0]
  if (code === undefined || name === "n")
    throw malformed("the address names no such thing", "look at the address again")
  throw new Fault(code, {
    public: `Cannot find "${(rawParams["id"] ?? "").slice(0, 60)}": look at the id again`,
  })
}

function parsePart(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, 5).map((issue) => {
    const place = issue.path.map(String).join(".")
    return place === "" ? issue.message : `${place}: ${issue.message}`
  })
  throw malformed(`${what} does not fit`, issues.join("; "))
}

function malformed(what: string, mend: string): Fault {
  return new Fault("request.malformed", {
    public: `Cannot read the request: ${what}. Mend: ${mend}`,
  })
}

// Pieces that several schemas share: bounded text, times, pages, key paths, diagnostics, problems.
import { z } from "zod"

import type { Answer } from "../answer.ts"

/** A name that people give: one line, no control characters, not only white space. */
export const name = z
  .string()
  .min(1)
  .max(80)
  .regex(/^(?!\s)(?!.*\s$)[^\p{Cc}\p{Zl}\p{Zp}]+$/u, "One line without spaces at its ends")
  .meta({ description: "One line, 1 to 80 characters, without spaces at its ends" })

/** Free text of some lines, for notes and reasons. */
export const note = z
  .string()
  .max(2000)
  .regex(/^[^\u0000]*$/u)
export const timestamp = z.string().max(40).meta({ format: "date-time" })

/** Documents may be larger here than the 64 KiB that a document may have, so that the limit is a diagnostic and not a 400. */
export const tomlText = z.string().max(1_000_000).meta({ description: "TOML 1.0, at most 64 KiB" })

/** A key path as it goes in: TOML's own notation (`db."user name"`) or its parts. */
export const keyPathInput = z.union([
  z.string().min(1).max(2000),
  z.array(z.string().max(1000)).min(1).max(32),
])

/** A key path as it comes out: TOML's notation, and its parts beside it. */
export const keyPathOutput = { path: z.string(), keyPath: z.array(z.string()) }

export const range = z.object({
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
})

export const diagnostic = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning", "hint"]),
  message: z.string(),
  help: z.string().optional(),
  range,
  keyPath: z.array(z.string()),
})

/** RFC 9457 problem details, with the fault's code and the id of the request. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  retry: z.boolean().optional(),
  diagnostics: z.array(diagnostic).optional(),
  installs: z.array(z.object({ id: z.string(), name: z.string(), app: z.string() })).optional(),
})
export type Problem = z.infer<typeof problem>

export const failure = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  mends: z.array(z.string()).optional(),
  diagnostics: z.array(diagnostic).optional(),
})
export type Failure = Answer<typeof failure>

export const readBy = z.array(z.object({ file: z.string(), line: z.int() }))

/** The name of the environment variable a key becomes, or why it becomes none. */
export const environmentOf = z.union([
  z.object({ name: z.string() }),
  z.object({ reason: z.string() }),
])

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
}

/** Narrows a list to what has this in its name; capitals of A to Z count as small letters. */
export const nameFilter = { name: z.string().max(80).optional() }

/** A page of a list: pass `next` back as `cursor`; null when there is no more. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

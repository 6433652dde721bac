// What the Python side says of one file. Parsed at this door: a file that made its parser lie ends here.
import { z } from "zod"

const line = z.number().int().nonnegative()
const text = z.string().max(2_000)
const keyPath = z.array(text).max(50)
const source = z.enum(["secret", "environment", "query", "connection"])

const facts = z.object({
  path: z.string(),
  reads: z.array(
    z.object({
      source,
      keyPath,
      line,
      optional: z.boolean(),
      access: text,
      section: z.boolean(),
      moduleLevel: z.boolean(),
      cached: z.boolean(),
    }),
  ),
  dynamic: z.array(
    z.object({
      source: z.enum(["secret", "environment"]),
      keyPath,
      line,
      kind: z.enum(["key", "whole"]),
    }),
  ),
  imports: z.array(
    z.object({
      module: text,
      level: z.number().int(),
      names: z.array(text),
      line,
      inTry: z.boolean(),
      topLevel: z.boolean(),
    }),
  ),
  pages: z.array(
    z.object({
      file: text.nullable(),
      function: text.nullable(),
      title: text.nullable(),
      path: text.nullable(),
      isDefault: z.boolean(),
      line,
    }),
  ),
  navigation: line.nullable(),
  clarifai: line.nullable(),
  hidesNavigation: line.nullable(),
  assigned: z.array(z.object({ source, keyPath })),
  shows: z.boolean(),
})
const problem = z.object({ path: z.string(), problem: z.object({ line, message: text }) })

export type FileFacts = z.infer<typeof facts>
export type FileProblem = z.infer<typeof problem>

/** @returns `undefined` for a line that is neither. */
export function parseFileFacts(json: string): FileFacts | FileProblem | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  const failed = problem.safeParse(value)
  if (failed.success) return failed.data
  const found = facts.safeParse(value)
  return found.success ? found.data : undefined
}

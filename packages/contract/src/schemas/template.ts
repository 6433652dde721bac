// What a commit expects: the template for the text area and what the code reads, before anything is stored.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { moduleId, versionId } from "../ids.ts"
import { diagnostic, keyPathOutput, problem, readBy, timestamp } from "./common.ts"
import { directoryInput, refInput, repositoryInput } from "./module.ts"

export const templateCreate = z.object({
  repository: repositoryInput.optional(),
  ref: refInput.optional(),
  directory: directoryInput.optional(),
  credential: z
    .object({ kind: z.enum(["ssh-key", "https-token"]), value: z.string().min(1).max(20_000) })
    .optional(),
  module: moduleId.optional(),
})

export const codeRead = z.object({
  source: z.enum(["secret", "environment", "query", "connection"]),
  path: z.string(),
  keyPath: z.array(z.string()),
  file: z.string(),
  line: z.int(),
  optional: z.boolean(),
})

export const template = z.object({
  repository: z.string(),
  commit: z.string(),
  ref: z.string().nullable(),
  committedAt: timestamp,
  author: z.string(),
  subject: z.string(),
  understood: z.string().nullable(),
  directory: z.string(),
  base: z.object({ version: versionId, revision: z.int() }).optional(),
  entrypoint: z.string().nullable(),
  entrypoints: z.array(z.string()),
  pages: z.array(z.object({ path: z.string(), title: z.string(), file: z.string() })),
  python: z.string().optional(),
  template: z.object({
    path: z.string(),
    found: z.boolean(),
    text: z.string(),
    diagnostics: z.array(diagnostic),
  }),
  skeleton: z.string().nullable(),
  changes: z
    .object({
      added: z.array(z.string()),
      removed: z.array(z.string()),
      renamed: z.array(z.object({ from: z.string(), to: z.string() })),
      retyped: z.array(z.string()),
    })
    .nullable(),
  keys: z.array(
    z.object({
      ...keyPathOutput,
      required: z.boolean(),
      type: z.string().nullable(),
      description: z.string().nullable(),
      inTemplate: z.boolean(),
      readBy,
    }),
  ),
  reads: z.array(codeRead),
  notes: z.array(z.string()),
})
export type Template = Answer<typeof template>

/** What reading a commit goes through, in this order. */
export const sourceStep = z.enum(["resolve", "template", "scan"])
export type SourceStep = z.infer<typeof sourceStep>

/** The steps as they begin and end, then the template or why there is none: after either of the two nothing comes. */
export const templateEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("step"),
    step: sourceStep,
    state: z.enum(["running", "done"]),
    /** How long it took; null while it runs. */
    ms: z.int().nullable(),
  }),
  z.object({ kind: z.literal("answer"), answer: template }),
  z.object({ kind: z.literal("problem"), problem }),
])
export type TemplateStep = Extract<z.infer<typeof templateEvent>, { kind: "step" }>

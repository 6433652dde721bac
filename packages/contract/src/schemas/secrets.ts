// Secrets documents over the wire: masked text, keys without values, revisions, and the one answer that holds a value (reveal).
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { installId, processId } from "../ids.ts"
import {
  diagnostic,
  environmentOf,
  keyPathInput,
  keyPathOutput,
  note,
  readBy,
  timestamp,
  tomlText,
} from "./common.ts"
import { sessionsChoice } from "./install.ts"

export const secretKey = z.object({
  ...keyPathOutput,
  type: z.string(),
  set: z.boolean(),
  origin: z.enum(["version", "install"]),
  required: z.boolean(),
  description: z.string().nullable(),
  environment: environmentOf,
  readBy,
  changedAt: timestamp.nullable(),
  changedBy: z.string().nullable(),
  revision: z.int(),
})

/** The document held against what the version's code reads. */
export const codeComparison = z.object({
  missing: z.array(
    z.object({
      ...keyPathOutput,
      source: z.enum(["secret", "environment", "connection"]),
      optional: z.boolean(),
      readBy,
    }),
  ),
  unused: z.array(z.string()),
  missingSections: z.array(z.object({ section: z.string(), keys: z.array(z.string()), readBy })),
  staleCopies: z.array(
    z.object({
      kind: z.enum(["global", "cached"]),
      path: z.string(),
      file: z.string(),
      line: z.int(),
    }),
  ),
})

export const secretsDocument = z.object({
  revision: z.int(),
  text: z.string(),
  keys: z.array(secretKey),
  diagnostics: z.array(diagnostic),
  code: codeComparison,
  staged: z.object({ revision: z.int(), text: z.string() }).nullable(),
})
export type SecretsAnswer = Answer<typeof secretsDocument>

export const secretsPut = z.object({
  text: tomlText,
  reason: note.optional(),
  stage: z.boolean().optional(),
  sessions: sessionsChoice.optional(),
  acknowledgeMissing: z.array(keyPathInput).max(1000).optional(),
})

export const acknowledgement = z.object({
  id: processId,
  install: installId,
  acknowledged: z.boolean(),
  ms: z.number().nullable(),
})

export const secretsSaved = z.object({
  revision: z.int(),
  changed: z.boolean(),
  staged: z.boolean(),
  diagnostics: z.array(diagnostic),
  processes: z.array(acknowledgement),
})
export type SecretsSaved = Answer<typeof secretsSaved>

export const effective = z.object({
  ...keyPathOutput,
  origin: z.enum(["version", "install"]),
  overrides: z.boolean(),
  type: z.string(),
  environment: environmentOf,
  readBy,
  changedAt: timestamp.nullable(),
})

export const revision = z.object({
  number: z.int(),
  author: z.string(),
  reason: z.string().nullable(),
  createdAt: timestamp,
  current: z.boolean(),
  staged: z.boolean(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
})

export const revisionDiff = z.object({
  from: z.int(),
  to: z.int(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  lines: z.array(z.object({ kind: z.enum(["same", "added", "removed"]), text: z.string() })),
})

export const restore = z.object({ reason: note.optional(), sessions: sessionsChoice.optional() })
export const canary = z.object({ process: processId })
export const stagedAction = z.object({ sessions: sessionsChoice.optional() })
export const stagedAnswer = z.object({
  revision: z.int(),
  processes: z.array(acknowledgement),
  holdOld: z.int().nullable(),
})

export const reveal = z.object({ path: keyPathInput, reason: note.min(1) })
export const revealed = z.object({ value: z.string(), type: z.string() })

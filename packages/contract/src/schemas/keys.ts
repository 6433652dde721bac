// The root key, as the operator sees it: what kind it is, where it lies, and whether its copy was put away.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { note, timestamp } from "./common.ts"

export const keys = z.object({
  /** Which root key it is, counted from 1. */
  term: z.int(),
  kind: z.enum(["file"]),
  /** Where it is kept, in words. */
  place: z.string(),
  createdAt: timestamp,
  /** When somebody said that a copy of the key is safe elsewhere; null: nobody did yet. */
  recoveryAcknowledgedAt: timestamp.nullable(),
})
export type Keys = Answer<typeof keys>

export const recoveryExport = z.object({ reason: note.min(1) })

/** The text of the key's file. Whoever has it and the data can read every value. */
export const recoveryKey = z.object({ term: z.int(), key: z.string(), fileName: z.string() })

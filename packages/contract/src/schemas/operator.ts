// What the server's machine gives to Modkeep, looked at when it is asked.
import { z } from "zod"

import type { Answer } from "../answer.ts"

export const finding = z.object({
  name: z.string(),
  /** `poor`: works, with something less; `missing`: Modkeep cannot do without it. */
  state: z.enum(["good", "poor", "missing"]),
  found: z.string(),
  /** What to do about it. */
  help: z.string().nullable(),
})
export type Finding = Answer<typeof finding>

export const health = z.object({
  /** Of the server, such as 0.1.0. */
  version: z.string(),
  items: z.array(finding),
})
export type Health = Answer<typeof health>

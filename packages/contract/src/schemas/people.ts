// The people of a server, as its operators see them.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { ownerId, userId } from "../ids.ts"
import { name, timestamp } from "./common.ts"

export const person = z.object({
  id: userId,
  name: z.string(),
  isOperator: z.boolean(),
  hasPassword: z.boolean(),
  owners: z.array(z.object({ id: ownerId, name: z.string(), role: z.enum(["owner", "member"]) })),
  createdAt: timestamp,
  /** The newest sign-in of a session that has not ended; null when nobody is signed in. */
  signedInAt: timestamp.nullable(),
})
export type Person = Answer<typeof person>

export const personCreate = z.object({ name })
export const personPatch = z.object({ isOperator: z.boolean().optional() })

/** Shown once, to whoever made it, to be handed to the person. */
export const signInLink = z.object({ signInLink: z.string(), expiresAt: timestamp })
export const personCreated = z.object({ ...person.shape, ...signInLink.shape })

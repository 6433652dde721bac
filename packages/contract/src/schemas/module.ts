// Modules: a Git repository that an author publishes as versions.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { moduleId, ownerId } from "../ids.ts"
import { name, timestamp } from "./common.ts"

export const repositoryInput = z.string().min(1).max(2000)
export const directoryInput = z.string().max(500)
export const entrypointInput = z.string().min(1).max(500)
export const refInput = z.string().min(1).max(2000)

export const module = z.object({
  id: moduleId,
  owner: ownerId,
  name: z.string(),
  repository: z.string(),
  directory: z.string(),
  entrypoint: z.string().nullable(),
  credential: z
    .object({ kind: z.enum(["ssh-key", "https-token"]), publicKey: z.string().nullable() })
    .nullable(),
  shares: z.array(ownerId),
  latest: z.object({ number: z.int(), state: z.string() }).nullable(),
  createdAt: timestamp,
})
export type Module = Answer<typeof module>

export const moduleCreate = z.object({
  name,
  repository: repositoryInput,
  directory: directoryInput.optional(),
  entrypoint: entrypointInput.optional(),
  owner: ownerId.optional(),
})

export const modulePatch = z.object({
  name: name.optional(),
  repository: repositoryInput.optional(),
  directory: directoryInput.optional(),
  entrypoint: entrypointInput.nullable().optional(),
})

export const credentialPut = z.object({
  kind: z.enum(["ssh-key", "https-token"]),
  value: z.string().min(1).max(20_000).optional(),
})
export const credentialState = z.object({
  kind: z.enum(["ssh-key", "https-token"]),
  publicKey: z.string().nullable(),
})

export const drift = z.object({
  commit: z.string(),
  latest: z.object({ number: z.int(), commit: z.string() }).nullable(),
  behind: z.boolean(),
  template: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    renamed: z.array(z.object({ from: z.string(), to: z.string() })),
    retyped: z.array(z.string()),
  }),
})

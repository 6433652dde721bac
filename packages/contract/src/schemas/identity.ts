// People, owners, tokens, and the audit log.
import { z } from "zod"
import { auditId, ownerId, tokenId, userId } from "../ids.ts"
import { name, timestamp } from "./common.ts"

export const scopes = [
  "read",
  "deploy",
  "install",
  "secrets",
  "reveal",
  "tokens",
  "operator",
] as const
export const scope = z.enum(scopes)
export type Scope = z.infer<typeof scope>

export const me = z.object({
  user: z.object({ id: userId, name: z.string(), isOperator: z.boolean() }),
  via: z.enum(["token", "session"]),
  scopes: z.array(scope),
  owners: z.array(z.object({ id: ownerId, name: z.string(), role: z.enum(["owner", "member"]) })),
})

export const owner = z.object({
  id: ownerId,
  name: z.string(),
  role: z.enum(["owner", "member"]),
  createdAt: timestamp,
})
export const ownerCreate = z.object({ name })

export const member = z.object({
  user: userId,
  name: z.string(),
  role: z.enum(["owner", "member"]),
  since: timestamp,
})
export const memberCreate = z.object({
  user: userId.optional(),
  name: name.optional(),
  role: z.enum(["owner", "member"]).default("member"),
})
export const memberCreated = z.object({ ...member.shape, signInLink: z.string().nullable() })

export const token = z.object({
  id: tokenId,
  name: z.string(),
  scopes: z.array(scope),
  owner: ownerId.nullable(),
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
  createdAt: timestamp,
})
export const tokenCreate = z.object({
  name,
  scopes: z.array(scope).min(1).max(scopes.length),
  owner: ownerId.optional(),
  expiresAt: z.iso.datetime().optional(),
})
export const tokenCreated = z.object({ ...token.shape, value: z.string() })

export const auditEntry = z.object({
  id: auditId,
  sequence: z.int(),
  at: timestamp,
  actor: z.object({ id: z.string(), name: z.string(), via: z.string() }),
  action: z.string(),
  owner: z.string().nullable(),
  subject: z.string(),
  outcome: z.string(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
})
export const checkpoint = z.object({ size: z.int(), hash: z.string(), at: timestamp })

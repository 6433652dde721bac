// Apps and installs: a version in an app, with its own overlay of secrets, its own processes and its own page.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { appId, installId, moduleId, ownerId, processId, versionId } from "../ids.ts"
import { diagnostic, failure, keyPathInput, name, timestamp, tomlText } from "./common.ts"

export const app = z.object({
  id: appId,
  owner: ownerId,
  name: z.string(),
  installs: z.int(),
  createdAt: timestamp,
})
export type App = Answer<typeof app>

export const appCreate = z.object({ name, owner: ownerId.optional() })
export const appPatch = z.object({ name: name.optional() })

export const access = z.enum(["private", "members", "public"])
export const sessionsChoice = z.enum(["next-run", "rerun"])

const launchQuery = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, "A query parameter's name"),
  z.string().max(1000),
)
const embedOrigins = z
  .array(
    z
      .string()
      .max(300)
      .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "An origin such as https://example.org"),
  )
  .max(20)

export const limits = z.object({
  memoryBytes: z.int().min(134_217_728).max(1_099_511_627_776).optional(),
  processes: z.int().min(16).max(10_000).optional(),
  openFiles: z.int().min(64).max(1_000_000).optional(),
  fileBytes: z.int().min(1_048_576).max(1_099_511_627_776).optional(),
  diskBytes: z.int().min(16_777_216).max(1_099_511_627_776).optional(),
  cpuPercent: z.int().min(1).max(100_000).optional(),
})

const settings = {
  access: access.optional(),
  query: launchQuery.optional(),
  embedOrigins: embedOrigins.optional(),
  showNavigation: z.boolean().optional(),
  idleMinutes: z.int().min(0).max(525_600).optional(),
  sessions: sessionsChoice.optional(),
}

export const installCreate = z.object({
  version: versionId,
  name: name.optional(),
  secrets: tomlText.optional(),
  acknowledgeMissing: z.array(keyPathInput).max(1000).optional(),
  limits: limits.optional(),
  ...settings,
})
export type InstallCreate = z.infer<typeof installCreate>

export const installPatch = z.object({
  name: name.optional(),
  limits: limits.optional(),
  ...settings,
})
export type InstallPatch = z.infer<typeof installPatch>

export const processState = z.object({
  id: processId,
  revision: z.object({ version: z.int(), install: z.int() }),
  /** When it said that it holds this revision. */
  since: timestamp,
  /** How long after the save that was; null when it started with the revision, or ran before this server did. */
  ms: z.number().nullable(),
  behind: z.boolean(),
  sessions: z.int(),
  /** Another process serves in its place, or nobody shall: it only lets its sessions end. */
  draining: z.boolean(),
})

export const install = z.object({
  id: installId,
  app: appId,
  module: moduleId,
  version: versionId,
  name: z.string(),
  url: z.string(),
  access,
  state: z.enum(["asleep", "starting", "running", "failed", "off"]),
  failure: failure.optional(),
  processes: z.array(processState),
  query: z.record(z.string(), z.string()),
  embedOrigins: z.array(z.string()),
  showNavigation: z.boolean(),
  idleMinutes: z.int(),
  sessions: sessionsChoice,
  limits,
  pages: z.array(z.object({ path: z.string(), title: z.string(), file: z.string() })),
  createdAt: timestamp,
})
export type Install = Answer<typeof install>

/** What is true of an install now: the whole of it at every change, so that a reader who missed some is right again. */
export const installEvent = z.object({
  sequence: z.int(),
  at: timestamp,
  version: versionId,
  state: install.shape.state,
  failure: failure.optional(),
  processes: z.array(processState),
  /** What was saved last, of the version's document and of the install's own; processes follow it. */
  saved: z.object({ version: z.int(), install: z.int() }),
})
export type InstallEvent = Answer<typeof installEvent>

export const installCreated = z.object({ ...install.shape, diagnostics: z.array(diagnostic) })

export const upgrade = z.object({
  version: versionId,
  secrets: tomlText.optional(),
  acknowledgeMissing: z.array(keyPathInput).max(1000).optional(),
})

/** What the new version's template changes against the present one's, and what would stand in the way. */
export const upgradeChecked = z.object({
  changes: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    renamed: z.array(z.object({ from: z.string(), to: z.string() })),
    retyped: z.array(z.string()),
  }),
  diagnostics: z.array(diagnostic),
})
export type UpgradeChecked = Answer<typeof upgradeChecked>

/** What ran together last and is not what is set now. */
export const rollbackTarget = z.object({
  version: versionId,
  /** The version's number in its module. */
  number: z.int(),
  /** Of the install's own document, 0 when it had none. A rollback saves it again, as a new revision. */
  revision: z.int(),
  /** Since when they ran together. */
  ranAt: timestamp,
})
export type RollbackTarget = Answer<typeof rollbackTarget>

export const openLink = z.object({ url: z.string(), expiresAt: timestamp })

export const authState = z.object({
  profile: z.string().nullable(),
  fields: z.array(
    z.object({
      name: z.string(),
      origin: z.enum(["environment", "query", "missing"]),
      environment: z.string(),
      query: z.string(),
    }),
  ),
  valid: z.boolean(),
  problems: z.array(z.string()),
})

export const logLine = z.object({
  sequence: z.int(),
  at: timestamp,
  process: z.string(),
  stream: z.enum(["stdout", "stderr", "modkeep"]),
  text: z.string(),
})
export type LogLine = Answer<typeof logLine>

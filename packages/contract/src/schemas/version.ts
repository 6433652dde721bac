// Versions: a pinned commit with its environment, its template and its secrets document. Immutable but for the document.
import { z } from "zod"

import type { Answer } from "../answer.ts"
import { moduleId, versionId } from "../ids.ts"
import {
  diagnostic,
  failure,
  keyPathInput,
  keyPathOutput,
  note,
  readBy,
  timestamp,
  tomlText,
} from "./common.ts"
import { directoryInput, entrypointInput, refInput } from "./module.ts"
import { codeRead } from "./template.ts"

/** One requirement as pip writes it (PEP 508); never an option of pip. */
export const requirement = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[A-Za-z0-9][^\p{Cc}]*$/u, "A package requirement, such as clarifai-utils==0.1.20")

export const buildOptions = z.object({
  extraPackages: z.array(requirement).max(50).optional(),
  resolveAs: z
    .union([z.enum(["commit", "today"]), z.iso.date(), z.iso.datetime()])
    .meta({ description: "commit, today, or a date such as 2023-07-15" })
    .optional(),
  python: z
    .string()
    .regex(/^3\.\d{1,2}(\.\d{1,2})?$/, "A Python version such as 3.11")
    .optional(),
  importCheck: z.enum(["enforce", "warn"]).optional(),
  sourceBuilds: z.enum(["sandboxed", "never"]).optional(),
})
export type BuildOptions = z.infer<typeof buildOptions>

export const versionCreate = z.object({
  ref: refInput.optional(),
  /** Left out: the folder of the page that `ref` is, else the module's. */
  directory: directoryInput.optional(),
  entrypoint: entrypointInput.optional(),
  notes: note.optional(),
  secrets: tomlText.optional(),
  base: z.object({ version: versionId, revision: z.int().min(0) }).optional(),
  acknowledgeMissing: z.array(keyPathInput).max(1000).optional(),
  ...buildOptions.shape,
})
export type VersionCreate = z.infer<typeof versionCreate>

export const environmentPreviewRequest = z.object({
  ...versionCreate.pick({ ref: true, directory: true }).shape,
  ...buildOptions.omit({ importCheck: true }).shape,
})
export type EnvironmentPreviewRequest = z.infer<typeof environmentPreviewRequest>

export const environmentPreview = z.object({
  commit: z.string(),
  /** The hash of lock, interpreter and platform. */
  environment: z.string(),
  /** There already, being built just now, or to be built. */
  state: z.enum(["built", "building", "absent"]),
  /** The module's newest version with the same environment. */
  version: z.object({ id: versionId, number: z.int() }).nullable(),
  python: z.string(),
  streamlit: z.string(),
  packages: z.int(),
  /** Packages are those of this day; null: of today, or of the author's own lock. */
  asOf: timestamp.nullable(),
  warnings: z.array(z.string()),
})
export type EnvironmentPreview = Answer<typeof environmentPreview>

export const version = z.object({
  id: versionId,
  module: moduleId,
  number: z.int(),
  commit: z.string(),
  ref: z.string().nullable(),
  committedAt: timestamp,
  author: z.string(),
  subject: z.string(),
  repository: z.string(),
  directory: z.string(),
  entrypoint: z.string(),
  notes: z.string(),
  state: z.enum(["building", "ready", "failed"]),
  failure: failure.optional(),
  python: z.string().nullable(),
  streamlit: z.string().nullable(),
  environment: z.string().nullable(),
  warnings: z.array(z.string()),
  pages: z.array(z.object({ path: z.string(), title: z.string(), file: z.string() })),
  reads: z.array(codeRead),
  revision: z.int(),
  installs: z.int(),
  createdAt: timestamp,
  createdBy: z.string(),
})
export type Version = Answer<typeof version>

export const versionCreated = z.object({ ...version.shape, diagnostics: z.array(diagnostic) })

export const buildEvent = z.object({
  sequence: z.int(),
  at: timestamp,
  step: z.string(),
  level: z.enum(["info", "warning", "error"]),
  text: z.string(),
})
export type BuildEvent = Answer<typeof buildEvent>

/** A key that an install of the version may set, without any value. */
export const installableKey = z.object({
  ...keyPathOutput,
  /** Null where nothing but the code names it. */
  type: z.string().nullable(),
  /** The install must set it: nobody else did. */
  required: z.boolean(),
  /** The version holds a value, which the install may override. */
  set: z.boolean(),
  description: z.string().nullable(),
  readBy,
})
export type InstallableKey = Answer<typeof installableKey>

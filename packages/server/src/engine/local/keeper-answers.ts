// What the keeper says, parsed at the door into the engine's own words. Unknown fields are ignored, as its protocol allows.
import { installId, processId } from "@modkeep/contract/ids"
import { z } from "zod"

import type { Acknowledgement, DocumentRevision, ExitReport, LogLine, LogPage } from "../engine.ts"

const revision = z.object({
  version: z.int(),
  install: z.int(),
}) satisfies z.ZodType<DocumentRevision>

const acknowledgementFields = {
  revision,
  serial: z.int(),
  sha256: z.string(),
  ms: z.number(),
  via: z.enum(["direct", "poll", "start", "held"]),
  sessions: z.int().nullish(),
}

export const acknowledgement = z
  .object(acknowledgementFields)
  .transform((one): Acknowledgement => ({ ...one, sessions: one.sessions ?? undefined }))

const causes: Readonly<Record<string, ExitReport["cause"]>> = {
  stopped: "stopped",
  exit: "ended",
  signal: "crashed",
  memory_limit: "memory",
  processes_limit: "processes",
  hung: "hung",
  start_timeout: "start",
  start_failed: "start",
  launcher: "start",
}

export const exitReport = z
  .object({
    code: z.int().nullable(),
    signal: z.string().nullable(),
    reason: z.string(),
    message: z.string(),
    at: z.number(),
  })
  .transform((exit): ExitReport => ({
    cause: causes[exit.reason] ?? "ended",
    code: exit.code ?? undefined,
    signal: exit.signal ?? undefined,
    reason: exit.message,
    at: exit.at,
  }))

const logLineFields = z.object({
  process: processId,
  sequence: z.int(),
  at: z.number(),
  stream: z.enum(["stdout", "stderr"]),
  text: z.string(),
  cut: z.boolean().optional(),
  partial: z.boolean().optional(),
})

const logLine = logLineFields.transform((line): LogLine => ({
  ...line,
  cut: line.cut ?? false,
  partial: line.partial ?? false,
}))

export const logPage = z.object({
  lines: z.array(logLine),
  dropped: z.boolean(),
  next: z.int(),
}) satisfies z.ZodType<LogPage>

export const hello = z.object({
  protocol: z.int(),
  version: z.string(),
  pid: z.int(),
  startedAt: z.number(),
  can: z.object({
    users: z.boolean(),
    namespaces: z.boolean(),
    cgroups: z.boolean(),
    /** Modules are kept apart from each other and from the machine. A keeper of an earlier release does not. */
    isolated: z.boolean().default(false),
  }),
  missing: z.array(z.string()),
})
export type Hello = z.infer<typeof hello>

export const started = z.object({ pid: z.int(), socket: z.string() })

const listed = z.object({
  process: processId,
  install: installId,
  pid: z.int(),
  state: z.enum(["starting", "running", "stopping", "exited"]),
  socket: z.string(),
  startedAt: z.number(),
  // A keeper of an earlier release does not tell.
  serial: z.int().optional(),
  held: z
    .object({ revision, serial: z.int(), sha256: z.string(), at: z.number().optional() })
    .nullable(),
  sessions: z.int().nullable(),
  exit: exitReport.nullable(),
})
export type Listed = z.infer<typeof listed>
export const list = z.object({ processes: z.array(listed) })

export const stats = z.object({
  limitedBytes: z.int(),
  cpuMs: z.number(),
  openFiles: z.int(),
  threads: z.int(),
  sessions: z.int().nullable(),
})

export const memory = z.object({ bytes: z.int() })

const ofProcess = { process: processId }

/** Events about one process. */
export const event = z.discriminatedUnion("event", [
  z.object({ event: z.literal("ready"), ...ofProcess, pid: z.int(), ms: z.number() }),
  z
    .object({ event: z.literal("exited"), ...ofProcess })
    .loose()
    .transform((one) => ({ event: one.event, process: one.process, exit: exitReport.parse(one) })),
  z
    .object({ event: z.literal("acknowledged"), ...ofProcess, ...acknowledgementFields })
    .transform((one) => ({
      event: one.event,
      process: one.process,
      acknowledgement: acknowledgement.parse(one),
    })),
  z.object({ event: z.literal("sessions"), ...ofProcess, count: z.int() }),
  z
    .object({ event: z.literal("log"), install: installId, ...logLineFields.shape })
    .transform((one) => ({ event: one.event, process: one.process, line: logLine.parse(one) })),
  z.object({ event: z.literal("logs_skipped"), ...ofProcess, sequence: z.int() }),
])
export type KeeperEvent = z.infer<typeof event>

// An install's log: the lines its processes wrote, redacted before they were kept, then those that come.
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId } from "@modkeep/contract/ids"
import type { logLine as logLineSchema } from "@modkeep/contract/schemas/install"

import { iso } from "#base/iso.ts"
import type { LogLine as EngineLogLine } from "#engine/engine.ts"
import type { Actor } from "#identity/actor.ts"
import type { Page } from "#store/page.ts"

import type { Context } from "./context.ts"
import { getInstall } from "./show-install.ts"

type LogLine = Answer<typeof logLineSchema>

interface Request {
  readonly id: InstallId
  /** Sequence number of the last line that the reader has. */
  readonly after: number
  readonly limit: number
}

export async function listLogs(
  context: Context,
  actor: Actor,
  request: Request,
): Promise<Page<LogLine>> {
  await getInstall(context.store.db, actor, request.id, "look")
  const { lines } = await context.engine.logs({ install: request.id }, request.after)
  const items = lines.slice(0, request.limit).map(logLine)
  const last = items.at(-1)
  return {
    items,
    next: lines.length > items.length && last !== undefined ? String(last.sequence) : null,
  }
}

export async function followLogs(
  context: Context,
  actor: Actor,
  request: Request & { signal: AbortSignal },
): Promise<AsyncIterable<{ id: string; data: LogLine }>> {
  await getInstall(context.store.db, actor, request.id, "look")
  return follow(context, request)
}

async function* follow(context: Context, request: Request & { signal: AbortSignal }) {
  const stop = new AbortController()
  request.signal.addEventListener("abort", () => stop.abort(), { once: true })
  // Listening begins before the past is read, so that no line falls between the two.
  const coming = context.logLines.listen(request.id, stop.signal)
  try {
    let { after } = request
    for (;;) {
      const { lines, next } = await context.engine.logs({ install: request.id }, after)
      for (const line of lines) yield { id: String(line.sequence), data: logLine(line) }
      if (lines.length === 0) break
      after = next
    }
    for await (const line of coming) {
      if (line.sequence <= after) continue
      after = line.sequence
      yield { id: String(line.sequence), data: line }
    }
  } finally {
    stop.abort()
  }
}

export function logLine({ sequence, at, process, stream, text }: EngineLogLine): LogLine {
  return { sequence, at: iso(at), process, stream, text }
}

// Where a reader of a stream goes on: after the event that Last-Event-ID or the cursor names, else from the beginning.
import { numberCursor } from "#store/page.ts"

interface Place {
  readonly lastEventId: string | undefined
  readonly query: { readonly cursor?: string | undefined }
}

/** @throws Fault request.malformed for a cursor that no list gave. A Last-Event-ID of elsewhere means: from the beginning. */
export function lastSeen({ lastEventId, query }: Place): number {
  if (lastEventId !== undefined) return /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : 0
  return query.cursor === undefined ? 0 : numberCursor(query.cursor)
}

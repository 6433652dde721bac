// Pages of a list: stable while rows come and go, because the cursor is the last item's key and never a count.
import { Fault } from "#base/fault.ts"

export interface PageRequest {
  readonly limit: number
  /** `next` of the page before. */
  readonly cursor?: string | undefined
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** Makes a page of `limit + 1` rows that were read: the one too many only says that there is more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  { cursor, read }: { cursor: (row: Row) => string; read: (row: Row) => Item },
): Page<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return {
    items: kept.map(read),
    next: rows.length > limit && last !== undefined ? cursor(last) : null,
  }
}

/** The cursor of a list that is ordered by a number. */
export function numberCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new Fault("request.malformed", {
      public: `Cannot continue the list: "${cursor.slice(0, 40)}" is no cursor of it. Leave the cursor out to start again`,
    })
  }
  return Number(cursor)
}

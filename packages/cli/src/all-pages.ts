// Walks a paged list to its end, or to the first items that are enough.
interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export async function* allPages<Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let cursor: string | undefined
  for (;;) {
    const page = await fetchPage(cursor)
    yield* page.items
    if (page.next === null) return
    cursor = page.next
  }
}

/** What goes into the query of a paged route. */
export function pageQuery(cursor: string | undefined): { limit: number; cursor?: string } {
  return cursor === undefined ? { limit: 200 } : { limit: 200, cursor }
}

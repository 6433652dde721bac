// What of the address a list on the server is asked with: its owner and its page.
import { readOwner } from "./use-owner.ts"

export interface ListQuery {
  readonly owner?: string
  readonly cursor?: string
}

export function listQuery(query: URLSearchParams): ListQuery {
  const owner = readOwner(query)
  const cursor = query.get("cursor")
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(cursor === null ? {} : { cursor }),
  }
}

export function listQueryOf(url: string): ListQuery {
  return listQuery(new URL(url).searchParams)
}

// For which owner the lists are shown: `?owner=` in the address, kept from page to page. Without it: all that one belongs to.
import { useCallback } from "react"
import { useSearchParams } from "react-router"

export interface OwnerChoice {
  readonly owner: string | undefined
  /** The address with the owner in it, for links that keep the choice. */
  withOwner(path: string, owner: string | undefined): string
  /** Chooses an owner for this page; "" chooses all. */
  choose(owner: string): void
}

export function useOwner(): OwnerChoice {
  const [query, setQuery] = useSearchParams()
  const owner = readOwner(query)
  const choose = useCallback(
    (next: string) => {
      setQuery((before) => {
        const changed = new URLSearchParams(before)
        changed.delete("cursor")
        if (next === "") changed.delete("owner")
        else changed.set("owner", next)
        return changed
      })
    },
    [setQuery],
  )
  return { owner, withOwner, choose }
}

/** For loaders. */
export function readOwner(query: URLSearchParams): string | undefined {
  return query.get("owner") ?? undefined
}

function withOwner(path: string, owner: string | undefined): string {
  return owner === undefined ? path : `${path}?owner=${encodeURIComponent(owner)}`
}

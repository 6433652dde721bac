// The cache of what the server said. It holds only what may be looked at again: no value is ever part of it, and what a person
// sends never passes through it (see use-action.ts).
import { QueryCache, QueryClient } from "@tanstack/react-query"

import { isTemporary } from "./is-temporary.ts"
import { noteSignedOut } from "./signed-out.ts"

const RETRIES_MAX = 2

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 60_000,
      retry: (failures, error) => failures < RETRIES_MAX && isTemporary(error),
      retryDelay: (failures) => 300 * 2 ** failures,
    },
  },
})

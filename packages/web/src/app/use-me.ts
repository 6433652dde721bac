// Who is signed in. The layout's loader fetched it before any page was drawn.
import type { AnswerOf } from "@modkeep/contract/client"
import { useSuspenseQuery } from "@tanstack/react-query"

import { routeQuery } from "#api/route-query.ts"

export function useMe(): AnswerOf<"me.get"> {
  return useSuspenseQuery({ ...routeQuery("me.get", {}), staleTime: Infinity }).data
}

// A GET route of the contract as a query: its name and input are its key, so that `useQuery(routeQuery("modules.list", {…}))` and a
// loader that ran before it mean the same entry of the cache.
import type { AnswerOf, CallInput } from "@modkeep/contract/client"
import type { RouteName, Routes } from "@modkeep/contract/routes"
import { queryOptions } from "@tanstack/react-query"

import { client } from "./client.ts"
import { queryClient } from "./query-client.ts"

export type ReadingRoute = {
  [Name in RouteName]: Routes[Name] extends { method: "GET" } ? Name : never
}[RouteName]

/** Input of a read: what the route takes, without what the client adds itself. */
export type ReadInput<Name extends ReadingRoute> = Omit<
  CallInput<Name>,
  "signal" | "idempotencyKey"
>

export function routeQuery<Name extends ReadingRoute>(name: Name, input: ReadInput<Name>) {
  return queryOptions({
    queryKey: [name, input] as const,
    queryFn: async ({ signal }): Promise<AnswerOf<Name>> => {
      // The spread of a generic type is not narrowed to the route's input, which it is.
      const full = { ...input, signal } as unknown as CallInput<Name>
      return (await client.call(name, full)).data
    },
  })
}

/** For loaders: the answer, from the cache while it is fresh. @throws ProblemError, UnreachableError */
export async function load<Name extends ReadingRoute>(
  name: Name,
  input: ReadInput<Name>,
): Promise<AnswerOf<Name>> {
  return await queryClient.fetchQuery(routeQuery(name, input))
}

/** After a change: these routes are asked again, whatever their input. Resolves when those on the page are there. */
export async function refresh(...names: ReadingRoute[]): Promise<void> {
  await Promise.all(names.map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
}

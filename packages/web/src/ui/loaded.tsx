// The answer of a query, or what stands in its place: grey lines after 300 ms, or the error with Retry.
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"

import { ErrorCard } from "./error-card.tsx"
import { Skeleton } from "./skeleton.tsx"

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>
  readonly children: (data: Data) => ReactNode
  readonly lines?: number
}

export function Loaded<Data>({ query, children, lines = 3 }: LoadedProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton lines={lines} />
}

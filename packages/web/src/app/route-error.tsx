// What a page's loader or drawing threw, in the page's place: the rail and every other page stay.
import { ProblemError, UnreachableError } from "@modkeep/contract/problem-error"
import { useEffect } from "react"
import { isRouteErrorResponse, useRevalidator, useRouteError } from "react-router"

import { noteSignedOut } from "#api/signed-out.ts"
import { ErrorCard } from "#ui/error-card.tsx"
import { PageHeader } from "#ui/page-header.tsx"

import { NotFound } from "./not-found.tsx"

export function RouteError() {
  const error = useRouteError()
  const { revalidate } = useRevalidator()
  useEffect(() => noteSignedOut(error), [error])
  // Anything else is the page itself, such as a file of a build that is gone: only loading it anew helps.
  const isServers = error instanceof ProblemError || error instanceof UnreachableError
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />
  if (error instanceof ProblemError && error.problem.status === 404) {
    return <NotFound detail={error.problem.title} />
  }
  return (
    <>
      <PageHeader title="This page cannot be shown" />
      <ErrorCard
        error={error}
        onRetry={() => void (isServers ? revalidate() : location.reload())}
      />
    </>
  )
}

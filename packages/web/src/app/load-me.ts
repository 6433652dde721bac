// Who is signed in, before anything is shown. Nobody: the sign-in page, with the way back.
import { ProblemError } from "@modkeep/contract/problem-error"
import { type LoaderFunctionArgs, redirect } from "react-router"

import { load } from "#api/route-query.ts"
import { forgetSignedOut } from "#api/signed-out.ts"

export async function loadMe({ request }: LoaderFunctionArgs): Promise<Response | null> {
  try {
    await load("me.get", {})
    return null
  } catch (thrown) {
    if (!(thrown instanceof ProblemError) || thrown.problem.status !== 401) throw thrown
    forgetSignedOut()
    const { pathname, search } = new URL(request.url)
    const here = `${pathname}${search}`
    return redirect(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`)
  }
}

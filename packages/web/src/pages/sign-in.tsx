// /sign-in?link=…&next=…: signs in and goes on to where the person wanted to be; somebody new first makes their account.
import { useNavigate, useSearchParams } from "react-router"

import { queryClient } from "#api/query-client.ts"
import { load } from "#api/route-query.ts"
import { forgetSignedOut } from "#api/signed-out.ts"
import styles from "#app/alone.module.css"
import { SignInForm } from "#app/sign-in-form.tsx"
import { nextPath } from "#parts/next-path.ts"
import { PageHeader } from "#ui/page-header.tsx"

export async function loader(): Promise<null> {
  // Only which way of signing in is offered first: a server that does not answer says so when it is pressed.
  await load("session.get", {}).catch(() => undefined)
  return null
}

export function Component() {
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const goOn = async () => {
    queryClient.clear()
    forgetSignedOut()
    const next = query.get("next")
    const { path, isConsoles } = nextPath(next)
    const state = await load("session.get", {}).catch(() => undefined)
    // In place of this page: the link does not stay in the tab's history.
    if (state?.user?.hasPassword === false) {
      const then = next === null ? "" : `?next=${encodeURIComponent(next)}`
      await navigate(`/welcome${then}`, { replace: true })
    } else if (isConsoles) await navigate(path, { replace: true })
    else location.replace(path)
  }
  return (
    <main className={styles["alone"]}>
      <PageHeader title="Sign in">Modkeep</PageHeader>
      <SignInForm link={query.get("link") ?? undefined} onSignedIn={() => void goOn()} />
    </main>
  )
}

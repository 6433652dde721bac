// /sign-in?link=…&next=…: signs in with a one-time link and goes on to where the person wanted to be.
import { useNavigate, useSearchParams } from "react-router"

import { queryClient } from "#api/query-client.ts"
import { forgetSignedOut } from "#api/signed-out.ts"
import styles from "#app/alone.module.css"
import { SignInForm } from "#app/sign-in-form.tsx"
import { nextPath } from "#parts/next-path.ts"
import { PageHeader } from "#ui/page-header.tsx"

export function Component() {
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const goOn = () => {
    queryClient.clear()
    forgetSignedOut()
    const { path, isConsoles } = nextPath(query.get("next"))
    // In place of this page: the link does not stay in the tab's history.
    if (isConsoles) void navigate(path, { replace: true })
    else location.replace(path)
  }
  return (
    <main className={styles["alone"]}>
      <PageHeader title="Sign in">Modkeep</PageHeader>
      <SignInForm link={query.get("link") ?? undefined} onSignedIn={goOn} />
    </main>
  )
}

// /welcome?next=…: what somebody new does once: a name and a password, and for the first operator the copy of the recovery key.
//
// Which step is shown follows from what the server says, so that a reload goes on where it was. Both can be put off.
import { useQuery, useSuspenseQuery } from "@tanstack/react-query"
import {
  type LoaderFunctionArgs,
  redirect,
  redirectDocument,
  useNavigate,
  useSearchParams,
} from "react-router"

import { load, routeQuery } from "#api/route-query.ts"
import styles from "#app/alone.module.css"
import { SignInAgain } from "#app/sign-in-again.tsx"
import { nextPath } from "#parts/next-path.ts"
import { RecoveryKey } from "#parts/recovery-key.tsx"
import { PageHeader } from "#ui/page-header.tsx"
import { Toasts } from "#ui/toast.tsx"

import { CreateAccount } from "./first-visit/create-account.tsx"

export async function loader({ request }: LoaderFunctionArgs): Promise<Response | null> {
  const { user } = await load("session.get", {})
  if (user === null) return null
  const isKeyAtRisk =
    user.isOperator && (await load("keys.get", {})).recoveryAcknowledgedAt === null
  if (!user.hasPassword || isKeyAtRisk) return null
  const { path, isConsoles } = nextPath(new URL(request.url).searchParams.get("next"))
  return isConsoles ? redirect(path) : redirectDocument(path)
}

export function Component() {
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const { data } = useSuspenseQuery(routeQuery("session.get", {}))
  const { user } = data
  const isOperator = user?.isOperator === true
  // Nobody else may ask for it, and an operator whose key is put away has one step only.
  const keys = useQuery({ ...routeQuery("keys.get", {}), enabled: isOperator })
  const isKeyAtRisk = isOperator && keys.data?.recoveryAcknowledgedAt === null
  const goOn = () => {
    const { path, isConsoles } = nextPath(query.get("next"))
    if (isConsoles) void navigate(path, { replace: true })
    else location.replace(path)
  }
  if (user === null) return undefined
  return (
    <main className={styles["alone"]}>
      {user.hasPassword ? (
        isKeyAtRisk && <SaveKey onDone={goOn} />
      ) : (
        <>
          <PageHeader title="Create your account">
            {isKeyAtRisk ? "Modkeep · step 1 of 2" : "Modkeep"}
          </PageHeader>
          <CreateAccount
            user={user}
            onCreated={() => (isKeyAtRisk ? undefined : goOn())}
            onLater={goOn}
          />
        </>
      )}
      <SignInAgain />
      <Toasts />
    </main>
  )
}

function SaveKey({ onDone }: { readonly onDone: () => void }) {
  return (
    <>
      <PageHeader title="Save your recovery key">Modkeep · step 2 of 2</PageHeader>
      <RecoveryKey
        reason="First visit: a copy to keep elsewhere"
        onDone={onDone}
        onLater={onDone}
      />
    </>
  )
}

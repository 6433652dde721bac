// Asks for the sign-in in place when it ended while a page was open: nothing typed is lost. It opens after a request was refused
// and can be put aside; the next refusal opens it again.
import { useRevalidator } from "react-router"
import { lazy, Suspense } from "react"

import { client } from "#api/client.ts"
import { queryClient } from "#api/query-client.ts"
import { forgetSignedOut, useSignInNeed } from "#api/signed-out.ts"

import { SignInForm } from "./sign-in-form.tsx"
import { useMe } from "./use-me.ts"

const Dialog = lazy(async () => ({ default: (await import("#ui/dialog.tsx")).Dialog }))

export function SignInAgain() {
  const need = useSignInNeed()
  const me = useMe()
  const { revalidate } = useRevalidator()
  const goOn = async () => {
    const now = await client.call("me.get", {}).catch(() => undefined)
    // Somebody else must not go on with what this person had open.
    if (now === undefined || now.data.user.id !== me.user.id) {
      location.reload()
      return
    }
    forgetSignedOut()
    await queryClient.invalidateQueries()
    await revalidate()
  }
  if (need === undefined) return undefined
  return (
    <Suspense>
      <Dialog
        title="Sign in again"
        description={
          need === "ended"
            ? "Your sign-in has ended. What you typed is still on the page behind."
            : "For this you show again who you are. Then press the button on the page once more."
        }
        isOpen
        onClose={forgetSignedOut}
      >
        <SignInForm name={me.user.name} isStale={need === "stale"} onSignedIn={() => void goOn()} />
      </Dialog>
    </Suspense>
  )
}

// Ends the session and loads everything anew: what was typed, seen or undone in this tab is gone with it.
import { client } from "#api/client.ts"
import { Icon } from "#ui/icon.tsx"

import styles from "./rail.module.css"

export function SignOut() {
  const signOut = async () => {
    // A session that has ended already is as good.
    await client.call("session.end", {}).catch(() => undefined)
    location.replace("/sign-in")
  }
  return (
    <button type="button" className={styles["place"]} onClick={() => void signOut()}>
      <Icon name="arrow" />
      Sign out
    </button>
  )
}

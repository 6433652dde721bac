// The frame around every page: skip link, rail, the page, and what lies over it when the sign-in has ended.
import { Outlet, useNavigation } from "react-router"

import { Toasts } from "#ui/toast.tsx"
import { useLate } from "#ui/skeleton.tsx"

import styles from "./layout.module.css"
import { LeaveQuestion } from "./leave-question.tsx"
import { Rail } from "./rail.tsx"
import { Sheet } from "./sheet.tsx"
import { SignInAgain } from "./sign-in-again.tsx"
import { useFocusHeading } from "./use-focus-heading.ts"

export function Layout() {
  useFocusHeading()
  const isWaiting = useLate(useNavigation().state !== "idle")
  return (
    <div className={styles["layout"]}>
      <a className={styles["skip"]} href="#page">
        Skip to the page
      </a>
      <header className={styles["rail"]}>
        <Rail />
      </header>
      <Sheet />
      <main id="page" tabIndex={-1} className={styles["page"]} aria-busy={isWaiting}>
        {isWaiting ? (
          <div className={styles["waiting"]} role="status" aria-label="Loading the page" />
        ) : undefined}
        <div className={styles["content"]}>
          <Outlet />
        </div>
      </main>
      <LeaveQuestion />
      <SignInAgain />
      <Toasts />
    </div>
  )
}

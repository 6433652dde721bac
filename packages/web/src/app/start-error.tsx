// The console cannot even learn who is signed in: mostly because the server does not answer.
import { useRouteError } from "react-router"

import { ErrorCard } from "#ui/error-card.tsx"
import { PageHeader } from "#ui/page-header.tsx"

import styles from "./alone.module.css"

export function StartError() {
  const error = useRouteError()
  return (
    <main className={styles["alone"]}>
      <PageHeader title="Modkeep" />
      <ErrorCard error={error} onRetry={() => location.reload()} />
    </main>
  )
}

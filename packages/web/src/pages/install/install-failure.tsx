// Why an install does not run, what would mend it, and the way back to what ran last.
import type { Install } from "@modkeep/contract/schemas/install"
import { Link } from "react-router"

import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import box from "#ui/error-card.module.css"
import { ErrorCard } from "#ui/error-card.tsx"
import { Icon } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./install-page.module.css"
import { useRollBack } from "./use-roll-back.ts"

interface InstallFailureProps {
  readonly install: Install
  readonly failure: NonNullable<Install["failure"]>
  readonly mayChange: boolean
}

export function InstallFailure({ install, failure, mayChange }: InstallFailureProps) {
  const { rollBack, isRunning, error } = useRollBack(install.id)
  return (
    <section className={box["box"]} aria-label="Why it does not run">
      <Icon name="alert" />
      <div className={box["text"]}>
        <h2>{failure.title}</h2>
        <p className={box["detail"]}>{visibleText(failure.detail)}</p>
        {failure.mends === undefined ? undefined : (
          <ul className={styles["list"]}>
            {failure.mends.map((mend) => (
              <li key={mend}>{visibleText(mend)}</li>
            ))}
          </ul>
        )}
        <p>
          <code>{failure.code}</code> ·{" "}
          <Link to={`/installs/${install.id}/logs`}>Read the log</Link>
        </p>
        {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
        {mayChange ? (
          <Actions>
            <Button isRunning={isRunning} onClick={() => void rollBack()}>
              Go back to what ran last
            </Button>
          </Actions>
        ) : undefined}
      </div>
    </section>
  )
}

// The environment of the version to be: built already or to be built, as far as a resolve has shown. A failure here is the one that
// the version would have, said before anything is stored.
import { environmentWords } from "@modkeep/contract/environment-words"

import { describeError } from "#api/describe-error.ts"
import { Button } from "#ui/button.tsx"
import { Icon } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./environment-line.module.css"
import type { EnvironmentLook, EnvironmentState } from "./use-environment.ts"

export function EnvironmentLine({ state, again }: EnvironmentLook) {
  return (
    <span role="status" aria-label="Environment" className={styles["line"]}>
      {state === undefined ? "Not resolved: mend the build options first" : <Known state={state} />}
      {state?.is === "failed" ? (
        <Button icon="restart" onClick={again}>
          Resolve again
        </Button>
      ) : undefined}
    </span>
  )
}

function Known({ state }: { readonly state: EnvironmentState }) {
  if (state.is === "asked") {
    return (
      <span className={styles["soft"]}>
        <Icon name="clock" /> Resolving the dependencies
      </span>
    )
  }
  if (state.is === "failed") {
    const { detail, code } = describeError(state.error)
    return (
      <>
        <span className={styles["warn"]}>
          <Icon name="alert" /> Not known: {visibleText(detail)}
        </span>
        <code className={styles["soft"]}>{code}</code>
      </>
    )
  }
  const { preview } = state
  return (
    <>
      <span className={preview.state === "built" ? styles["good"] : undefined}>
        {preview.state === "built" ? <Icon name="check" /> : undefined}{" "}
        {visibleText(environmentWords(preview))}
      </span>
      {preview.warnings.map((warning) => (
        <span key={warning} className={styles["soft"]}>
          {visibleText(warning)}
        </span>
      ))}
    </>
  )
}

// The steps of reading a commit as the server tells them: which one runs, what each took, where it ended.
import { duration } from "#ui/duration.ts"
import { Status, type Tone } from "#ui/status.tsx"

import type { ReadingStep } from "./source-steps.ts"
import styles from "./step-list.module.css"

export function StepList({ steps }: { readonly steps: readonly ReadingStep[] }) {
  const running = steps.find(({ state }) => state === "running")
  return (
    <>
      <ol className={styles["steps"]} aria-label="Steps of the reading">
        {steps.map(({ step, state, ms }) => (
          <li key={step} className={styles["step"]}>
            <span className={styles["name"]}>{names[step]}</span>
            <Status tone={tones[state]}>
              {ms === undefined ? state : `${state} · ${duration(ms)}`}
            </Status>
          </li>
        ))}
      </ol>
      {/* What runs now is said to those who do not see the list. */}
      <p role="status" className="spoken">
        {running === undefined ? undefined : names[running.step]}
      </p>
    </>
  )
}

const names = {
  resolve: "Resolving the commit",
  template: "Reading the template",
  scan: "Scanning the code",
} as const

const tones: Readonly<Record<ReadingStep["state"], Tone>> = {
  waiting: "quiet",
  running: "busy",
  done: "good",
  failed: "bad",
  cancelled: "quiet",
}

// The build as it goes: its steps with their durations, and its log. When it ends, the page learns the outcome.
import type { BuildEvent, Version } from "@modkeep/contract/schemas/version"
import { useCallback, useEffect, useState } from "react"

import { refresh } from "#api/route-query.ts"
import { useEvents } from "#api/use-events.ts"
import { LogView } from "#parts/log-view/log-view.tsx"
import { useLog } from "#parts/log-view/use-log.ts"
import { Card } from "#ui/card.tsx"
import { duration } from "#ui/duration.ts"
import { Status, type Tone } from "#ui/status.tsx"

import styles from "./build-card.module.css"
import { type BuildStep, buildSteps } from "./build-steps.ts"

const LINES_MAX = 5000

export function BuildCard({ version }: { readonly version: Version }) {
  const { lines, dropped, add } = useLog<BuildEvent>(LINES_MAX)
  const onEvent = useCallback(
    (event: BuildEvent) => {
      add(event)
      if (event.step === "done") void refresh("versions.list")
    },
    [add],
  )
  const state = useEvents("versions.events", {
    input: { params: { id: version.id } },
    onEvent,
    ends: true,
  })
  const now = useNow(version.state === "building")
  const log = (
    <LogView
      label="Build log"
      lines={lines.map(({ level, step, ...line }) => ({
        ...line,
        source: step,
        tone: tones[level],
      }))}
      dropped={dropped}
      state={state}
      empty="Nothing was said yet."
    />
  )
  return (
    <Card title="Build">
      <ol className={styles["steps"]} aria-label="Steps of the build">
        {buildSteps(lines, version.state, now).map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      {version.state === "ready" ? (
        <details className={styles["log"]}>
          <summary>Build log</summary>
          {log}
        </details>
      ) : (
        log
      )}
    </Card>
  )
}

const tones = { info: undefined, warning: "warn", error: "bad" } as const

const states: Readonly<Record<BuildStep["state"], readonly [Tone, string]>> = {
  waiting: ["quiet", "waiting"],
  running: ["busy", "running"],
  done: ["good", "done"],
  failed: ["bad", "failed"],
}

function Step({ step }: { readonly step: BuildStep }) {
  const [tone, word] = states[step.state]
  return (
    <li className={styles["step"]}>
      <span className={styles["name"]}>{step.name}</span>
      <Status tone={tone}>{step.ms === undefined ? word : `${word} · ${duration(step.ms)}`}</Status>
    </li>
  )
}

function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}

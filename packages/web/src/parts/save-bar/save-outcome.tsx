// What a save did, from acknowledgements: how many processes hold the revision now, how fast, and which ones are behind, each with a
// button to restart only that one.
import type { SecretsAnswer, SecretsSaved } from "@modkeep/contract/schemas/secrets"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { heldBy } from "#parts/held-by.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Icon } from "#ui/icon.tsx"
import { Mono } from "#ui/mono.tsx"
import { say } from "#ui/toast.tsx"

import styles from "./save-outcome.module.css"

/** A save, a promotion, a restored revision: they all end in this. */
export interface Outcome {
  readonly title: string
  /** Undefined when nothing was delivered, as by staging. */
  readonly processes: SecretsSaved["processes"] | undefined
  /** Processes that still hold the revision before it; undefined where nobody counted. */
  readonly holdOld?: { readonly count: number; readonly revision: number } | undefined
}

interface SaveOutcomeProps {
  readonly outcome: Outcome
  readonly staleCopies: SecretsAnswer["code"]["staleCopies"]
}

export function SaveOutcome({ outcome, staleCopies }: SaveOutcomeProps) {
  const { title, processes = [], holdOld } = outcome
  const behind = processes.filter(({ acknowledged }) => !acknowledged)
  return (
    <section className={styles["outcome"]} role="status" aria-label="Result of the save">
      <p className={styles["title"]}>
        <Icon name={behind.length === 0 ? "check" : "alert"} /> {title}
      </p>
      {outcome.processes === undefined ? undefined : <p>{heldWords(processes)}</p>}
      {holdOld === undefined ? undefined : <p>{oldWords(holdOld)}</p>}
      {behind.map((process) => (
        <Behind key={process.id} process={process} />
      ))}
      {staleCopies.length === 0 || processes.length === 0 ? undefined : (
        <div>
          <p>Restart to reach what the code copied when it started:</p>
          <ul className={styles["list"]}>
            {staleCopies.map(({ path, file, line, kind }) => (
              <li key={`${file}:${line} ${path}`}>
                <Mono>{path}</Mono> {kind === "global" ? "in a variable of" : "in a cache of"}{" "}
                <Mono>{`${file}:${line}`}</Mono>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

export function heldWords(processes: SecretsSaved["processes"]): string {
  if (processes.length === 0) return "No process is running: the next one starts with it."
  const held = processes.filter(({ acknowledged }) => acknowledged).map(({ ms }) => ms)
  const words = heldBy(held, processes.length)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function oldWords({ count, revision }: { count: number; revision: number }): string {
  if (count === 0) return `0 processes hold revision ${revision}: safe to revoke.`
  return `${count} ${count === 1 ? "process holds" : "processes hold"} another revision still: do not revoke yet.`
}

function Behind({ process }: { readonly process: SecretsSaved["processes"][number] }) {
  const { run, isRunning, error } = useAction("installs.restart_process")
  const restart = async () => {
    const done = await run({ params: { id: process.install, process: process.id } })
    if (done === undefined) return
    await refresh("installs.get")
    say("The process is restarting")
  }
  return (
    <div className={styles["behind"]}>
      <span>
        <Mono>{process.id}</Mono> did not acknowledge: it keeps the revision it had.
      </span>
      <Button icon="restart" isRunning={isRunning} onClick={() => void restart()}>
        Restart only this process
      </Button>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
    </div>
  )
}

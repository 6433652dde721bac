// Picks what to install: a module, own or shared, and one of its ready versions. The choice is part of the address.
import type { Module } from "@modkeep/contract/schemas/module"
import type { Version } from "@modkeep/contract/schemas/version"
import { Link, useSearchParams } from "react-router"

import { useMe } from "#app/use-me.ts"
import { Card } from "#ui/card.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { Select } from "#ui/select.tsx"
import { visibleText } from "#ui/visible-text.ts"

import type { Choice } from "./inputs.ts"
import styles from "./install-form.module.css"
import { useChoice } from "./use-choice.ts"

interface PickVersionProps {
  readonly choice: Choice
  readonly modules: readonly Module[]
}

export function PickVersion({ choice, modules }: PickVersionProps) {
  const { owners } = useMe()
  const [query, setQuery] = useSearchParams()
  const { module, version, unready, ready, isLoading, error, retry } = useChoice(choice)
  const pick = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(query)
    next.delete("module")
    next.delete("version")
    for (const [key, value] of Object.entries(changes)) if (value !== "") next.set(key, value)
    setQuery(next, { replace: true, preventScrollReset: true })
  }
  const isShared = ({ owner }: Module) => !owners.some(({ id }) => id === owner)
  return (
    <Card title="Version">
      {error === undefined ? undefined : <ErrorCard error={error} onRetry={retry} />}
      <div className={styles["pair"]}>
        <Select
          label="Module"
          value={module ?? ""}
          onValue={(next) => pick({ module: next })}
          options={[
            { value: "", label: "Choose a module" },
            ...modules.map((each) => ({
              value: each.id,
              label: `${visibleText(each.name)}${isShared(each) ? " (shared with you)" : ""}`,
            })),
          ]}
        />
        {ready.length === 0 ? undefined : (
          <Select
            label="Version"
            value={version?.id ?? ""}
            onValue={(next) => pick({ version: next })}
            options={[
              ...(version === undefined ? [{ value: "", label: "Choose a version" }] : []),
              ...ready.map(({ id, number, commit }) => ({
                value: id,
                label: `Version ${number} · ${commit.slice(0, 7)}`,
              })),
            ]}
          />
        )}
      </div>
      {unready === undefined ? undefined : (
        <p>
          Version {unready.number} is {unready.state === "failed" ? "failed" : "still building"}.{" "}
          <Link to={`/modules/${unready.module}/v/${unready.number}/overview`}>Look at it</Link>
        </p>
      )}
      {module !== undefined && ready.length === 0 && unready === undefined && !isLoading ? (
        <p>
          This module has no version that is ready.{" "}
          <Link to={`/modules/${module}`}>Open the module</Link>
        </p>
      ) : undefined}
      {version === undefined ? undefined : <What version={version} />}
    </Card>
  )
}

function What({ version }: { readonly version: Version }) {
  return (
    <Facts
      facts={[
        [
          "Commit",
          <span key="commit">
            <Mono>{version.commit.slice(0, 7)}</Mono> {visibleText(version.subject)}
          </span>,
        ],
        ["Author", visibleText(version.author)],
        ["Streamlit", version.streamlit ?? undefined],
        ["Notes", version.notes === "" ? undefined : visibleText(version.notes)],
      ]}
    />
  )
}

// What reaches the module, key by key: from whom, by which doors, who reads it. No values; what the version's author set can be
// overridden here, never read.
import type { AnswerOf } from "@modkeep/contract/client"
import { useState } from "react"

import { ReadBy } from "#parts/read-by.tsx"
import { Reveal } from "#parts/save-bar/reveal.tsx"
import { Button } from "#ui/button.tsx"
import { Mono } from "#ui/mono.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"

import styles from "./install-page.module.css"

export type EffectiveKey = AnswerOf<"installs.secrets.effective">["items"][number]

interface EffectiveTableProps {
  readonly install: string
  readonly keys: readonly EffectiveKey[]
  /** What can be done with a key; undefined for whoever may only look. */
  readonly doing?: Doing
}

interface Doing {
  /** Writes the key's line into the text, blank, and goes there. */
  readonly onSet: (keyPath: readonly string[]) => void
  /** Takes the key's line out of the text. */
  readonly onInherit: (keyPath: readonly string[]) => void
}

export function EffectiveTable({ install, keys, doing }: EffectiveTableProps) {
  const [revealed, setRevealed] = useState<EffectiveKey>()
  if (keys.length === 0) {
    return (
      <p className={styles["soft"]}>
        Nothing reaches the module: neither the version nor this install sets a variable.
      </p>
    )
  }
  return (
    <>
      <Table
        label="What reaches the module"
        columns={doing === undefined ? columns : [...columns, hereWith(doing, setRevealed)]}
        rows={keys}
        keyOf={({ path }) => path}
      />
      {revealed === undefined ? undefined : (
        <Reveal
          subject={{ kind: "install", id: install }}
          path={revealed.path}
          keyPath={revealed.keyPath}
          onClose={() => setRevealed(undefined)}
        />
      )}
    </>
  )
}

const columns: readonly Column<EffectiveKey>[] = [
  { title: "Name", kind: "name", cell: ({ path }) => <Mono>{path}</Mono> },
  { title: "Origin", cell: originWords },
  {
    title: "Reaches",
    cell: ({ environment }) =>
      "name" in environment ? (
        <>
          st.secrets, <Mono>{environment.name}</Mono>
        </>
      ) : (
        "st.secrets"
      ),
  },
  { title: "Read by", cell: ({ readBy }) => <ReadBy places={readBy} /> },
  {
    title: "Last changed",
    cell: ({ changedAt }) => (changedAt === null ? "never" : <Time at={changedAt} />),
  },
]

function hereWith(doing: Doing, onReveal: (key: EffectiveKey) => void): Column<EffectiveKey> {
  return {
    title: "Here",
    cell: (key) => <Doings item={key} onReveal={onReveal} {...doing} />,
  }
}

function originWords({ origin, overrides }: EffectiveKey): string {
  if (origin === "version") return "version"
  return overrides ? "install, overrides the version" : "install"
}

interface DoingsProps extends Doing {
  readonly item: EffectiveKey
  readonly onReveal: (key: EffectiveKey) => void
}

function Doings({ item, onSet, onInherit, onReveal }: DoingsProps) {
  const { path, keyPath, origin, overrides } = item
  if (origin === "version") {
    return (
      <Button aria-label={`Override ${path}`} onClick={() => onSet(keyPath)}>
        Override
      </Button>
    )
  }
  return (
    <span className={styles["buttons"]}>
      <Button aria-label={`Replace ${path}`} onClick={() => onSet(keyPath)}>
        Replace
      </Button>
      {overrides ? (
        <Button aria-label={`Use inherited ${path}`} onClick={() => onInherit(keyPath)}>
          Use inherited
        </Button>
      ) : undefined}
      <Button icon="eye" aria-label={`Reveal ${path}`} onClick={() => onReveal(item)}>
        Reveal
      </Button>
    </span>
  )
}

// The variables of a version, without their values: type, environment name, who reads each, when it changed, and Reveal.
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"
import { useState } from "react"

import { ReadBy } from "#parts/read-by.tsx"
import type { DocumentSubject } from "#parts/save-bar/document-query.ts"
import { Reveal } from "#parts/save-bar/reveal.tsx"
import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Mono } from "#ui/mono.tsx"
import { type Column, Table } from "#ui/table.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import styles from "./version-page.module.css"

type Key = SecretsAnswer["keys"][number]

interface VersionKeysProps {
  readonly subject: DocumentSubject
  readonly keys: readonly Key[]
  /** Undefined for whoever may only look: then there is no Reveal either. */
  readonly onReplace?: (keyPath: readonly string[]) => void
}

export function VersionKeys({ subject, keys, onReplace }: VersionKeysProps) {
  const [revealed, setRevealed] = useState<Key>()
  if (keys.length === 0) return undefined
  return (
    <Card title="Stored variables">
      <Table
        label="Stored variables"
        columns={
          onReplace === undefined ? columns : [...columns, valueWith(setRevealed, onReplace)]
        }
        rows={keys}
        keyOf={({ path }) => path}
      />
      {revealed === undefined ? undefined : (
        <Reveal
          subject={subject}
          path={revealed.path}
          keyPath={revealed.keyPath}
          onClose={() => setRevealed(undefined)}
        />
      )}
    </Card>
  )
}

const columns: readonly Column<Key>[] = [
  { title: "Name", kind: "name", cell: ({ path }) => <Mono>{path}</Mono> },
  { title: "Type", cell: ({ type, set }) => (set ? type : `${type}, blank`) },
  {
    title: "Environment",
    cell: ({ environment }) =>
      "name" in environment ? <Mono>{environment.name}</Mono> : environment.reason,
  },
  { title: "Read by", cell: ({ readBy }) => <ReadBy places={readBy} /> },
  { title: "Last changed", cell: (key) => <Changed changed={key} /> },
]

function valueWith(
  onReveal: (key: Key) => void,
  onReplace: (keyPath: readonly string[]) => void,
): Column<Key> {
  return {
    title: "Value",
    cell: (key) =>
      key.set ? (
        <span className={styles["buttons"]}>
          <Button aria-label={`Replace ${key.path}`} onClick={() => onReplace(key.keyPath)}>
            Replace
          </Button>
          <Button aria-label={`Reveal ${key.path}`} icon="eye" onClick={() => onReveal(key)}>
            Reveal
          </Button>
        </span>
      ) : (
        "none stored"
      ),
  }
}

function Changed({ changed }: { readonly changed: Pick<Key, "changedAt" | "changedBy"> }) {
  const { changedAt, changedBy } = changed
  if (changedAt === null) return <>never</>
  return (
    <>
      <Time at={changedAt} />
      {changedBy === null ? undefined : ` by ${visibleText(changedBy)}`}
    </>
  )
}

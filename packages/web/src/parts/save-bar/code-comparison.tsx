// The document held against the code that reads it: what is read and not there, what is there and never read, sections without their
// header, and places that keep an old value after a save.
import type { SecretsAnswer } from "@modkeep/contract/schemas/secrets"
import type { ReactNode } from "react"

import { Button } from "#ui/button.tsx"
import { Card } from "#ui/card.tsx"
import { Mono } from "#ui/mono.tsx"
import { visibleName } from "#ui/visible-text.ts"

import styles from "./code-comparison.module.css"

type Code = SecretsAnswer["code"]

interface CodeComparisonProps {
  readonly code: Code
  /** Writes the key's line into the text and goes there; left out where the text may not have it. */
  readonly onWrite?: (keyPath: readonly string[]) => void
}

export function CodeComparison({ code, onWrite }: CodeComparisonProps) {
  const { missing, unused, missingSections, staleCopies } = code
  const count = missing.length + unused.length + missingSections.length + staleCopies.length
  if (count === 0) return undefined
  return (
    <Card title="Compared with the code">
      <dl className={styles["groups"]}>
        <Group
          title="Read by the code, not in the text"
          items={missing.map((key) => [
            key.path,
            <>
              <Mono>{key.path}</Mono>
              {key.optional ? " (the code has a default)" : ""} <At places={key.readBy} />{" "}
              {onWrite === undefined ? undefined : (
                <Button
                  kind="quiet"
                  icon="plus"
                  aria-label={`Write its line: ${key.path}`}
                  onClick={() => onWrite(key.keyPath)}
                >
                  Write its line
                </Button>
              )}
            </>,
          ])}
        />
        <Group
          title="Section header missing"
          items={missingSections.map(({ section, keys, readBy }) => [
            section,
            <>
              The code reads {keys.map(visibleName).join(", ")} below <Mono>{`[${section}]`}</Mono>;
              the text has them at the root <At places={readBy} />
            </>,
          ])}
        />
        <Group
          title="In the text, never read"
          items={unused.map((path) => [path, <Mono key={path}>{path}</Mono>])}
        />
        <Group
          title="Keeps its old value until a restart"
          items={staleCopies.map(({ path, kind, file, line }) => [
            `${file}:${line} ${path}`,
            <>
              <Mono>{path}</Mono>{" "}
              {kind === "global" ? "is copied into a variable" : "is kept in a cache"}{" "}
              <At places={[{ file, line }]} />
            </>,
          ])}
        />
      </dl>
    </Card>
  )
}

function Group({
  title,
  items,
}: {
  readonly title: string
  readonly items: readonly (readonly [string, ReactNode])[]
}) {
  if (items.length === 0) return undefined
  return (
    <div className={styles["group"]}>
      <dt>{title}</dt>
      {items.map(([key, item]) => (
        <dd key={key}>{item}</dd>
      ))}
    </div>
  )
}

function At({
  places,
}: {
  readonly places: readonly { readonly file: string; readonly line: number }[]
}) {
  const [first] = places
  if (first === undefined) return undefined
  const more = places.length - 1
  return (
    <span className={styles["soft"]}>
      at <Mono>{`${first.file}:${first.line}`}</Mono>
      {more === 0 ? "" : ` and ${more} more`}
    </span>
  )
}

// 3. Who fills what: each key once for everybody here, or anew by each install. The choice is a word in the text.
import { parse } from "@modkeep/toml/parse"
import { formatKeyPath } from "@modkeep/toml/key-path"
import type { SecretsDocument } from "@modkeep/toml/document"
import { memo, useId } from "react"

import type { CheckedText } from "#editor/check-text.ts"
import { setInstall } from "#editor/set-install.ts"
import { classNames } from "#ui/class-names.ts"
import { Mono } from "#ui/mono.tsx"

import { Section } from "./section.tsx"
import type { Draft } from "./use-draft.ts"
import styles from "./who-fills.module.css"

interface WhoFillsProps {
  readonly isOpen: boolean
  readonly checked: CheckedText
  readonly draft: Draft
}

export function WhoFills({ isOpen, checked, draft }: WhoFillsProps) {
  const { document } = checked
  const rows = document === undefined ? [] : rowsOf(document)
  const choose = (path: readonly string[], isInstall: boolean) => {
    const now = parse(draft.text).document
    const changed = now && setInstall(now, path, isInstall)
    if (changed !== undefined) draft.setText(changed)
  }
  return (
    <Section
      number={3}
      title="Who fills what"
      waitsFor={isOpen ? undefined : "Opens when the commit is read."}
    >
      {rows.length === 0 ? (
        <p className={styles["none"]}>The text has no key yet.</p>
      ) : (
        <>
          <p className={styles["none"]}>
            A value given here is used by every install of the version. A key that each install
            brings may stay blank here.
          </p>
          <ul className={classNames(styles["rows"], rows.length > 100 && styles["long"])}>
            {rows.map(({ name, path, isInstall }) => (
              <li key={name}>
                <Row name={name} isInstall={isInstall} onChoose={(next) => choose(path, next)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

interface KeyChoice {
  readonly name: string
  readonly path: readonly string[]
  readonly isInstall: boolean
}

/** Keys with a line of their own: the word stands above the line. */
function rowsOf({ statements, entries }: SecretsDocument): KeyChoice[] {
  const byInstall = new Set(
    entries.filter(({ directives }) => directives.install).map((leaf) => leaf.keySpan[0]),
  )
  return statements
    .filter(({ kind }) => kind === "key")
    .map(({ path, keySpan, span }) => ({
      name: formatKeyPath(path),
      path,
      isInstall:
        byInstall.has(keySpan[0]) ||
        entries.some(
          ({ keySpan: [at], directives }) => directives.install && at >= span[0] && at < span[1],
        ),
    }))
}

interface RowProps {
  readonly name: string
  readonly isInstall: boolean
  readonly onChoose: (isInstall: boolean) => void
}

const Row = memo(function Row({ name, isInstall, onChoose }: RowProps) {
  const id = useId()
  return (
    <fieldset className={styles["row"]}>
      <legend className={styles["name"]}>
        <Mono>{name}</Mono>
      </legend>
      <label>
        <input type="radio" name={id} checked={!isInstall} onChange={() => onChoose(false)} />
        here, for everyone
      </label>
      <label>
        <input type="radio" name={id} checked={isInstall} onChange={() => onChoose(true)} />
        each install brings its own
      </label>
    </fieldset>
  )
})

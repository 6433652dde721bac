// 3. Who fills what: each key once for everybody here, or anew by each install. The choice is a word in the text.
import { parse } from "@modkeep/toml/parse"
import { formatKeyPath } from "@modkeep/toml/key-path"
import type { SecretsDocument } from "@modkeep/toml/document"
import { memo, useCallback, useId } from "react"

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
  const { change } = draft
  const choose = useCallback(
    (path: readonly string[], isInstall: boolean) => {
      change((text) => {
        const now = parse(text).document
        return now && setInstall(now, path, isInstall)
      })
    },
    [change],
  )
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
                <Row name={name} path={path} isInstall={isInstall} onChoose={choose} />
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
  readonly path: readonly string[]
  readonly onChoose: (path: readonly string[], isInstall: boolean) => void
}

const Row = memo(function Row({ name, path, isInstall, onChoose }: RowProps) {
  const id = useId()
  return (
    <fieldset className={styles["row"]}>
      <legend className={styles["name"]}>
        <Mono>{name}</Mono>
      </legend>
      <label>
        <input type="radio" name={id} checked={!isInstall} onChange={() => onChoose(path, false)} />
        here, for everyone
      </label>
      <label>
        <input type="radio" name={id} checked={isInstall} onChange={() => onChoose(path, true)} />
        each install brings its own
      </label>
    </fieldset>
  )
}, isSame)

/** Of 1,000 rows one keystroke changes one: the others are not drawn again. */
function isSame(a: RowProps, b: RowProps): boolean {
  return a.name === b.name && a.isInstall === b.isInstall
}

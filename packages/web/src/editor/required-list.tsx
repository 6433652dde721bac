// Every name that matters, each with one mark. A click leads to its line, or writes the line where there is none.
import { memo, type RefObject, useEffect, useRef } from "react"

import { classNames } from "#ui/class-names.ts"
import { Icon, type IconName } from "#ui/icon.tsx"
import { visibleName, visibleText } from "#ui/visible-text.ts"

import type { Mark, MarkedKey } from "./key-marks.ts"
import styles from "./required-list.module.css"

const marks: Readonly<Record<Mark, readonly [word: string, icon: IconName]>> = {
  needs: ["needs a value", "alert"],
  saved: ["will be saved", "check"],
  stored: ["stored", "lock"],
  optional: ["optional", "minus"],
  install: ["set by each install", "app"],
  version: ["from the version", "module"],
  read: ["not in the text", "file"],
}

interface RequiredListProps {
  readonly keys: readonly MarkedKey[]
  readonly onPick: (key: MarkedKey) => void
  readonly onGenerate: (key: MarkedKey) => void
}

export function RequiredList({ keys, onPick, onGenerate }: RequiredListProps) {
  const latest = useRef({ onPick, onGenerate })
  useEffect(() => {
    latest.current = { onPick, onGenerate }
  })
  const needed = keys.filter(({ mark }) => mark === "needs").length
  return (
    <section className={styles["required"]} aria-label="Variables">
      <p className={styles["title"]}>
        Variables
        <span className={styles["count"]}>
          {needed === 0
            ? `${keys.length}`
            : `${needed} of ${keys.length} ${needed === 1 ? "needs" : "need"} a value`}
        </span>
      </p>
      {keys.length === 0 ? (
        <p className={styles["none"]}>The text has no variable yet.</p>
      ) : (
        <ul className={classNames(styles["list"], keys.length > 100 && styles["long"])}>
          {keys.map((key) => (
            <li key={key.name}>
              <Row marked={key} doing={latest} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const Row = memo(function Row({ marked, doing }: RowProps) {
  const { name, mark, isInText, readBy, description, docs, generate } = marked
  const [word, icon] = marks[mark]
  const place = readBy[0]
  const action = isInText ? "go to its line" : "write its line"
  return (
    <>
      <button
        type="button"
        className={classNames(styles["row"], styles[mark])}
        title={description === undefined ? action : visibleText(description)}
        onClick={() => doing.current.onPick(marked)}
      >
        <span className={styles["name"]}>{visibleName(name)}</span>
        <span className={styles["mark"]}>
          <Icon name={icon} /> {word}
        </span>
        {place === undefined ? undefined : (
          <span className={styles["reader"]}>
            read by {visibleText(`${place.file}:${place.line}`)}
            {readBy.length > 1 ? ` and ${readBy.length - 1} more` : ""}
          </span>
        )}
      </button>
      {mark === "needs" && (docs ?? generate) !== undefined ? (
        <p className={styles["ways"]}>
          {generate === undefined ? undefined : (
            <button
              type="button"
              className={styles["way"]}
              onClick={() => doing.current.onGenerate(marked)}
            >
              Generate {visibleName(name)}
            </button>
          )}
          {docs === undefined ? undefined : (
            <a href={docs} target="_blank" rel="noreferrer">
              Where to get it
            </a>
          )}
        </p>
      ) : undefined}
    </>
  )
}, isSame)

interface RowProps {
  readonly marked: MarkedKey
  /** What the editor does now: a row that is not drawn again would keep an older one. */
  readonly doing: RefObject<Omit<RequiredListProps, "keys">>
}

/** Of 1,000 rows one keystroke changes one: the others are not drawn again. */
function isSame({ marked: a }: RowProps, { marked: b }: RowProps): boolean {
  return (
    a.name === b.name &&
    a.mark === b.mark &&
    a.isInText === b.isInText &&
    a.description === b.description &&
    a.docs === b.docs &&
    a.generate === b.generate &&
    a.readBy.length === b.readBy.length &&
    a.readBy[0]?.file === b.readBy[0]?.file &&
    a.readBy[0]?.line === b.readBy[0]?.line
  )
}

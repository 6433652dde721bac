// Every name that matters, each with one mark. A click leads to its line, or writes the line where there is none.
import { classNames } from "#ui/class-names.ts"
import { Icon, type IconName } from "#ui/icon.tsx"
import { visibleText } from "#ui/visible-text.ts"

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
}

export function RequiredList({ keys, onPick }: RequiredListProps) {
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
              <Row marked={key} onPick={onPick} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({
  marked,
  onPick,
}: { readonly marked: MarkedKey } & Pick<RequiredListProps, "onPick">) {
  const { name, mark, isInText, readBy, description } = marked
  const [word, icon] = marks[mark]
  const place = readBy[0]
  const action = isInText ? "go to its line" : "write its line"
  return (
    <button
      type="button"
      className={classNames(styles["row"], styles[mark])}
      title={description === undefined ? action : visibleText(description)}
      onClick={() => onPick(marked)}
    >
      <span className={styles["name"]}>{visibleText(name)}</span>
      <span className={styles["mark"]}>
        <Icon name={icon} /> {word}
      </span>
      {place === undefined ? undefined : (
        <span className={styles["read"]}>
          read by {visibleText(`${place.file}:${place.line}`)}
          {readBy.length > 1 ? ` and ${readBy.length - 1} more` : ""}
        </span>
      )}
    </button>
  )
}

// Above the text: as text or as a table, and whether typed values are dots also while somebody is at them.
import { classNames } from "#ui/class-names.ts"

import styles from "./editor-bar.module.css"

export type EditorView = "text" | "table"

/** On a Mac Ctrl+Space changes the keyboard's language. */
const suggestKeys = /^(?:Mac|iP)/.test(navigator.platform) ? "Option I" : "Ctrl Space"

interface EditorBarProps {
  readonly view: EditorView
  readonly onView: (view: EditorView) => void
  readonly areValuesHidden: boolean
  readonly onHide: (areHidden: boolean) => void
}

const views: readonly (readonly [EditorView, string])[] = [
  ["text", "Text"],
  ["table", "Table"],
]

export function EditorBar({ view, onView, areValuesHidden, onHide }: EditorBarProps) {
  return (
    <div className={styles["bar"]}>
      <div role="group" aria-label="Show the document as" className={styles["views"]}>
        {views.map(([name, label]) => (
          <button
            key={name}
            type="button"
            aria-pressed={view === name}
            className={classNames(styles["view"], view === name && styles["current"])}
            onClick={() => onView(name)}
          >
            {label}
          </button>
        ))}
      </div>
      <label className={styles["hide"]}>
        <input
          type="checkbox"
          checked={areValuesHidden}
          onChange={(event) => onHide(event.currentTarget.checked)}
        />
        Hide typed values
      </label>
      <p className={styles["keys"]}>
        <kbd>{suggestKeys}</kbd> suggests <kbd>F8</kbd> next problem <kbd>Tab</kbd> leaves the text
      </p>
    </div>
  )
}

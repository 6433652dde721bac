// One control for the keys that the template asks for and the text does not have: the author says that the module runs without.
import { formatKeyPath } from "@modkeep/toml/key-path"

import { visibleName } from "#ui/visible-text.ts"

import styles from "./acknowledge.module.css"

interface AcknowledgeProps {
  readonly missing: readonly (readonly string[])[]
  readonly acknowledged: readonly (readonly string[])[]
  readonly onAcknowledge: (paths: readonly (readonly string[])[]) => void
}

export function Acknowledge({ missing, acknowledged, onAcknowledge }: AcknowledgeProps) {
  const all = [...acknowledged, ...missing]
  if (all.length === 0) return undefined
  const what = all.length === 1 ? "this key" : `these ${all.length}`
  return (
    <label className={styles["control"]}>
      <input
        type="checkbox"
        checked={missing.length === 0}
        onChange={(event) => onAcknowledge(event.currentTarget.checked ? all : [])}
      />
      <span>
        {all.length === 1 ? "This module does not need" : "This module needs none of"} {what}:{" "}
        <span className={styles["names"]}>
          {all.map((path) => visibleName(formatKeyPath(path))).join(", ")}
        </span>
      </span>
    </label>
  )
}

// A name, id, address or commit as it is typed: monospaced, breakable anywhere, with unseen characters made visible.
import styles from "./mono.module.css"
import { visibleName } from "./visible-text.ts"

export function Mono({ children }: { readonly children: string }) {
  return <code className={styles["mono"]}>{visibleName(children)}</code>
}

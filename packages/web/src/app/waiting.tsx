// What is there before the first page is: nothing for 300 ms, then grey lines. Its heading is only spoken.
import { Skeleton } from "#ui/skeleton.tsx"

import styles from "./alone.module.css"

export function Waiting() {
  return (
    <main className={styles["alone"]}>
      <h1 className="spoken">Modkeep</h1>
      <Skeleton />
    </main>
  )
}

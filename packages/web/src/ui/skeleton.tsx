// Grey lines where content will be, and only after 300 ms: what is fast never flickers.
import { useEffect, useState } from "react"

import styles from "./skeleton.module.css"

const AFTER_MS = 300

export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const isShown = useLate(true)
  if (!isShown) return <div aria-busy="true" />
  return (
    <div className={styles["skeleton"]} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  )
}

/** True once `isTrue` has been so for 300 ms. */
export function useLate(isTrue: boolean): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!isTrue) return undefined
    const timer = setTimeout(() => setLate(true), AFTER_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [isTrue])
  return isLate
}

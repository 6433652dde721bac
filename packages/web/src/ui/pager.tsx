// The way through a list that the server cuts into pages. The place is in the address; back in the browser is back in the list.
import { Link, useLocation } from "react-router"

import styles from "./pager.module.css"

/** @param next the list's `next`; null on the last page */
export function Pager({ next }: { readonly next: string | null }) {
  const { search } = useLocation()
  const query = new URLSearchParams(search)
  const isFirst = !query.has("cursor")
  if (isFirst && next === null) return undefined
  const to = (cursor: string | undefined) => {
    const changed = new URLSearchParams(search)
    if (cursor === undefined) changed.delete("cursor")
    else changed.set("cursor", cursor)
    return { search: changed.toString() }
  }
  return (
    <nav className={styles["pager"]} aria-label="Pages of the list">
      {isFirst ? undefined : <Link to={to(undefined)}>First page</Link>}
      {next === null ? undefined : <Link to={to(next)}>Next page</Link>}
    </nav>
  )
}

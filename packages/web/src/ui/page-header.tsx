// A page's one heading, the browser's title, and what the page offers to do. Focus comes here after a navigation.
import type { ReactNode } from "react"
import { Link } from "react-router"

import styles from "./page-header.module.css"
import { visibleText } from "./visible-text.ts"

interface PageHeaderProps {
  readonly title: string
  /** The thing above, as a link: a module for its version. */
  readonly above?: { readonly to: string; readonly label: string }
  /** Beside the title: the state in a word. */
  readonly status?: ReactNode
  readonly actions?: ReactNode
  /** One line below: an address, a commit. */
  readonly children?: ReactNode
  /** More for the browser's title, such as the tab. */
  readonly place?: string
}

export function PageHeader({ title, above, status, actions, children, place }: PageHeaderProps) {
  const shown = visibleText(title)
  const over = above === undefined ? undefined : visibleText(above.label)
  const part = place === undefined ? undefined : visibleText(place)
  const parts = [part, shown, over, "Modkeep"].filter((each) => each !== undefined)
  return (
    <header className={styles["header"]}>
      <title>{parts.join(" · ")}</title>
      {above === undefined ? undefined : (
        <p className={styles["above"]}>
          <Link to={above.to}>{over}</Link>
        </p>
      )}
      <div className={styles["row"]}>
        <h1 tabIndex={-1} className={styles["title"]}>
          {shown}
        </h1>
        {status}
        {actions === undefined ? undefined : <div className={styles["actions"]}>{actions}</div>}
      </div>
      {children === undefined ? undefined : <div className={styles["below"]}>{children}</div>}
    </header>
  )
}

// The places of one thing, as links: each has its own address, so that reload and share never lose the place.
import { NavLink, useLocation } from "react-router"

import { classNames } from "./class-names.ts"
import styles from "./tabs.module.css"

interface TabsProps {
  /** What the tabs belong to, for screen readers. */
  readonly label: string
  readonly tabs: readonly { readonly to: string; readonly label: string; readonly count?: number }[]
}

export function Tabs({ label, tabs }: TabsProps) {
  const owner = new URLSearchParams(useLocation().search).get("owner")
  return (
    <nav className={styles["tabs"]} aria-label={label}>
      {tabs.map((tab) => (
        <NavLink
          key={tab.to}
          to={owner === null ? tab.to : { pathname: tab.to, search: `?owner=${owner}` }}
          className={classNames(styles["tab"])}
        >
          {tab.label}
          {tab.count === undefined ? undefined : (
            <span className={styles["count"]}>{tab.count}</span>
          )}
        </NavLink>
      ))}
    </nav>
  )
}

// A place of the rail. It is the current one on its own page ("page") and on every page that lies in it ("true"); where a page has
// tabs, the tab is the page.
import type { ReactNode } from "react"
import { Link, useLocation } from "react-router"

import { useOwner } from "#parts/use-owner.ts"
import { Icon, type IconName } from "#ui/icon.tsx"

import styles from "./rail.module.css"

interface RailPlaceProps {
  readonly to: string
  /** An address elsewhere whose pages lie in this place too. */
  readonly also?: string | undefined
  readonly icon: IconName
  readonly children: ReactNode
}

export function RailPlace({ to, also, icon, children }: RailPlaceProps) {
  const { owner, withOwner } = useOwner()
  const { pathname } = useLocation()
  const lies = (place: string | undefined) =>
    place !== undefined && pathname.startsWith(`${place}/`)
  const current = pathname === to ? "page" : lies(to) || lies(also) ? "true" : undefined
  return (
    <Link to={withOwner(to, owner)} aria-current={current} className={styles["place"]}>
      <Icon name={icon} />
      {children}
    </Link>
  )
}

// Where one can go, for whom, and who one is.
import { useOwner } from "#parts/use-owner.ts"
import type { IconName } from "#ui/icon.tsx"
import { Select } from "#ui/select.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { RailPlace } from "./rail-place.tsx"
import styles from "./rail.module.css"
import { SignOut } from "./sign-out.tsx"
import { useMe } from "./use-me.ts"

const places: readonly {
  readonly to: string
  readonly also?: string
  readonly label: string
  readonly icon: IconName
  readonly isOperators?: true
}[] = [
  { to: "/modules", label: "Modules", icon: "module" },
  // An install belongs to its app.
  { to: "/apps", also: "/installs", label: "Apps", icon: "app" },
  { to: "/audit", label: "Audit", icon: "activity" },
  { to: "/people", label: "People", icon: "people" },
  { to: "/operator", label: "Operator", icon: "operator", isOperators: true },
]

export function Rail() {
  const me = useMe()
  const { isOperator } = me.user
  const shown = places.filter(({ isOperators }) => isOperators !== true || isOperator)
  return (
    <div className={styles["rail"]}>
      <p className={styles["product"]}>Modkeep</p>
      <OwnerSwitcher />
      <nav aria-label="Main">
        <ul className={styles["places"]}>
          {shown.map(({ to, also, label, icon }) => (
            <li key={to}>
              <RailPlace to={to} also={also} icon={icon}>
                {label}
              </RailPlace>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles["person"]}>
        <RailPlace to="/me" icon="person">
          <span className={styles["name"]}>{visibleText(me.user.name)}</span>
        </RailPlace>
        <RailPlace to="/tokens" icon="key">
          Tokens
        </RailPlace>
        <SignOut />
      </div>
    </div>
  )
}

/** Only for people who belong to more than one owner; the choice is part of the address. */
function OwnerSwitcher() {
  const me = useMe()
  const { owner, choose } = useOwner()
  const [first, second] = me.owners
  if (second === undefined) {
    return first === undefined ? undefined : (
      <p className={styles["owner"]}>{visibleText(first.name)}</p>
    )
  }
  return (
    <Select
      label="Owner"
      value={owner ?? ""}
      onValue={choose}
      options={[
        { value: "", label: "All owners" },
        ...me.owners.map(({ id, name }) => ({ value: id, label: visibleText(name) })),
      ]}
    />
  )
}

// A menu of actions behind one button, for what a row or a page offers beside its main action.
import { Menu as Base } from "@base-ui/react/menu"

import buttons from "./button.module.css"
import { classNames } from "./class-names.ts"
import { Icon, type IconName } from "./icon.tsx"
import styles from "./menu.module.css"
import { visibleText } from "./visible-text.ts"

export interface MenuItem {
  readonly label: string
  readonly icon?: IconName
  readonly isDangerous?: boolean
  readonly onSelect: () => void
}

interface MenuProps {
  /** The button's name; shown, or only spoken when `isCompact`. */
  readonly label: string
  readonly isCompact?: boolean
  readonly items: readonly MenuItem[]
}

export function Menu({ label, isCompact = false, items }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger
        className={classNames(buttons["button"], buttons[isCompact ? "quiet" : "plain"])}
        aria-label={isCompact ? visibleText(label) : undefined}
      >
        {isCompact ? <Icon name="more" /> : label}
        {isCompact ? undefined : <Icon name="chevron" />}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end">
          <Base.Popup className={styles["popup"]}>
            {items.map((item) => (
              <Base.Item
                key={item.label}
                className={classNames(styles["item"], item.isDangerous && styles["danger"])}
                onClick={item.onSelect}
              >
                {item.icon === undefined ? undefined : <Icon name={item.icon} />}
                {item.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

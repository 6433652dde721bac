// A button, or a link that looks like one. It is never disabled for validation: pressing it is how a person learns what is missing.
// While its action runs it stays focusable, says so, and does nothing.
import type { ComponentProps, ReactNode } from "react"
import { Link } from "react-router"

import styles from "./button.module.css"
import { classNames } from "./class-names.ts"
import { Icon, type IconName } from "./icon.tsx"
import { visibleText } from "./visible-text.ts"

interface Look {
  readonly children: ReactNode
  /** `primary` once per page; `danger` for what cannot be undone; `quiet` inside rows and bars. */
  readonly kind?: "primary" | "plain" | "danger" | "quiet"
  readonly icon?: IconName
}

interface ButtonProps extends Look, Omit<ComponentProps<"button">, "children" | "disabled"> {
  readonly isRunning?: boolean
}

export function Button({ isRunning = false, onClick, type = "button", ...rest }: ButtonProps) {
  const { children, kind = "plain", icon, className, "aria-label": label, ...props } = rest
  return (
    <button
      {...props}
      type={type}
      className={classNames(styles["button"], styles[kind], className)}
      // Names of things stand in labels as well.
      aria-label={label === undefined ? undefined : visibleText(label)}
      aria-disabled={isRunning || undefined}
      aria-busy={isRunning || undefined}
      onClick={isRunning ? (event) => event.preventDefault() : onClick}
    >
      {icon === undefined ? undefined : <Icon name={icon} />}
      {children}
    </button>
  )
}

export function ButtonLink({ kind = "plain", icon, children, to }: Look & { readonly to: string }) {
  return (
    <Link to={to} className={classNames(styles["button"], styles[kind])}>
      {icon === undefined ? undefined : <Icon name={icon} />}
      {children}
    </Link>
  )
}

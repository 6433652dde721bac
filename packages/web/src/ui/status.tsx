// A state in a word, with its mark and its colour: never colour alone.
import { classNames } from "./class-names.ts"
import { Icon, type IconName } from "./icon.tsx"
import styles from "./status.module.css"

export type Tone = "good" | "busy" | "warn" | "bad" | "quiet"

const icons: Readonly<Record<Tone, IconName>> = {
  good: "check",
  busy: "clock",
  warn: "alert",
  bad: "close",
  quiet: "minus",
}

interface StatusProps {
  readonly tone: Tone
  readonly children: string
  readonly icon?: IconName
}

export function Status({ tone, children, icon = icons[tone] }: StatusProps) {
  return (
    <span className={classNames(styles["status"], styles[tone])}>
      <Icon name={icon} />
      {children}
    </span>
  )
}

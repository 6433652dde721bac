// The console's icons, drawn on a 16 px grid in the colour of the text. Decoration beside words: screen readers pass over them.
import styles from "./icon.module.css"

const paths = {
  activity: "M1.5 8h3l2-5 3 10 2-5h3",
  alert: "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.1",
  app: "M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z",
  arrow: "M3 8h10M9 4l4 4-4 4",
  back: "M13 8H3M7 4 3 8l4 4",
  check: "M3 8.5 6.5 12 13 4.5",
  chevron: "M4 6l4 4 4-4",
  circle: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z",
  clock: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM8 4.5V8l2.5 1.5",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  external: "M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
  file: "M4 1.5h5.5L12.5 5v9.5h-8.5zM9.5 1.5V5h3",
  fork: "M4.5 2.5v7M4.5 6.5h4a3 3 0 0 0 3-3v-1M4.5 9.5a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
  key: "M10.5 2a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7zM8 8l-6 6M4.5 11.5 6.5 13.5",
  lock: "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  menu: "M2 4.5h12M2 8h12M2 11.5h12",
  minus: "M3 8h10",
  module: "M8 1.5 14 4.75v6.5L8 14.5l-6-3.25v-6.5zM2 4.75l6 3.25 6-3.25M8 8v6.5",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  more: "M3.5 7.5a.5.5 0 1 0 0 1a.5.5 0 1 0 0-1zM8 7.5a.5.5 0 1 0 0 1a.5.5 0 1 0 0-1zM12.5 7.5a.5.5 0 1 0 0 1a.5.5 0 1 0 0-1z",
  operator: "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3",
  people:
    "M6 2.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5zM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.7a2.5 2.5 0 0 1 0 4.6M12 9.8c1.6.6 2.5 1.9 2.5 3.7",
  person:
    "M8 2.5a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5zM2.75 14c0-2.6 2.2-4.25 5.25-4.25S13.25 11.4 13.25 14",
  play: "M4.5 2.5 13 8l-8.5 5.5z",
  plus: "M8 3v10M3 8h10",
  restart: "M13 3v3.5H9.5M13 6.5A5.5 5.5 0 1 0 13.2 10",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM10.5 10.5 14 14",
  stop: "M4 4h8v8H4z",
  trash: "M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4M6.7 6.5v4.5M9.3 6.5v4.5",
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={styles["icon"]} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}

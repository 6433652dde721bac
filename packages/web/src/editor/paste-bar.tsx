// Offers to convert what was pasted, before anything of it is in the text.
import { useEffect, useRef } from "react"

import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"

import styles from "./paste-bar.module.css"
import type { PasteOffer } from "./paste-offer.ts"

interface PasteBarProps {
  readonly offer: PasteOffer
  readonly onConvert: () => void
  readonly onAsIs: () => void
  readonly onDrop: () => void
}

const names = { env: "a .env file", json: "JSON", "front-matter": "front matter" } as const

export function PasteBar({ offer, onConvert, onAsIs, onDrop }: PasteBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => bar.current?.focus(), [offer])
  const { format, keys, notes } = offer
  return (
    <div ref={bar} role="group" tabIndex={-1} aria-label="Pasted text" className={styles["bar"]}>
      <p>
        What you pasted is {names[format]} with {keys} {keys === 1 ? "key" : "keys"}. Streamlit
        reads TOML.
      </p>
      {notes.length === 0 ? undefined : (
        <ul className={styles["notes"]}>
          {notes.slice(0, 8).map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <Actions>
        <Button onClick={onConvert}>Convert to TOML</Button>
        <Button kind="quiet" onClick={onAsIs}>
          Paste as it is
        </Button>
        <Button kind="quiet" onClick={onDrop}>
          Do not paste
        </Button>
      </Actions>
    </div>
  )
}

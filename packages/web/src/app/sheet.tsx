// The rail on a narrow screen: a bar with a button that opens it as a sheet. The browser's own dialog keeps focus inside, closes
// on Esc and gives focus back.
import { useEffect, useRef, useState } from "react"
import { useLocation } from "react-router"

import { Button } from "#ui/button.tsx"

import { Rail } from "./rail.tsx"
import styles from "./sheet.module.css"

export function Sheet() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  const { pathname } = useLocation()
  useEffect(() => dialog.current?.close(), [pathname])
  const open = () => {
    setOpen(true)
    dialog.current?.showModal()
  }
  return (
    <header className={styles["bar"]}>
      <Button kind="quiet" icon="menu" onClick={open}>
        Menu
      </Button>
      <dialog
        ref={dialog}
        closedby="any"
        className={styles["sheet"]}
        aria-label="Menu"
        // The event comes a moment later: the sheet may have been opened again by then.
        onClose={() => setOpen(dialog.current?.open === true)}
      >
        <div className={styles["close"]}>
          <Button
            kind="quiet"
            icon="close"
            aria-label="Close the menu"
            onClick={() => dialog.current?.close()}
          >
            {undefined}
          </Button>
        </div>
        {isOpen ? <Rail /> : undefined}
      </dialog>
    </header>
  )
}

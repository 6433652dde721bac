// The rail on a narrow screen: a bar with a button that opens it as a sheet. The browser's own dialog keeps focus inside, closes
// on Esc and gives focus back.
import { useEffect, useRef } from "react"
import { useLocation } from "react-router"

import { Button } from "#ui/button.tsx"

import { Rail } from "./rail.tsx"
import styles from "./sheet.module.css"

export function Sheet() {
  const dialog = useRef<HTMLDialogElement>(null)
  const { pathname } = useLocation()
  useEffect(() => dialog.current?.close(), [pathname])
  return (
    <div className={styles["bar"]}>
      <Button kind="quiet" icon="menu" onClick={() => dialog.current?.showModal()}>
        Menu
      </Button>
      <dialog ref={dialog} closedby="any" className={styles["sheet"]} aria-label="Menu">
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
        <Rail />
      </dialog>
    </div>
  )
}

// The text in the browser's own text area: there before the editor is, and in its place where the editor cannot be loaded.
import { useImperativeHandle, useRef, useState } from "react"

import { classNames } from "#ui/class-names.ts"

import type { AreaProps } from "./area.ts"
import styles from "./plain-area.module.css"

export function PlainArea({ ref, body, onBody, onSave, onPaste, dots, ...props }: AreaProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [hasFocus, setFocus] = useState(false)
  useImperativeHandle(ref, () => ({
    select({ start, end }) {
      area.current?.focus()
      area.current?.setSelectionRange(start, end)
    },
    caret() {
      const { current } = area
      if (current === null || document.activeElement !== current) return undefined
      return { start: current.selectionStart, end: current.selectionEnd }
    },
    forgetHistory() {
      // Setting the value by script is the browser's own way to an empty history.
      const { current } = area
      if (current === null) return
      const { value } = current
      current.value = ""
      current.value = value
    },
  }))
  const isHidden = dots.spans.length > 0 && (props.areValuesHidden || !hasFocus)
  return (
    <textarea
      ref={area}
      className={classNames(styles["area"], isHidden && styles["hidden"])}
      value={body}
      rows={Math.min(24, Math.max(8, body.split("\n").length + 1))}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.hasErrors || undefined}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      translate="no"
      data-1p-ignore=""
      data-lpignore="true"
      data-bwignore=""
      data-form-type="other"
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
      onChange={(event) => onBody(event.currentTarget.value)}
      onPaste={(event) => {
        if (onPaste(event.clipboardData.getData("text/plain"))) event.preventDefault()
      }}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        onSave?.()
      }}
    />
  )
}

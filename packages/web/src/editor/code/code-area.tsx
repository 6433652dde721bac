// The text in the editor. The page's text is the truth: what the page changes is laid into the editor as a change of its own.
//
// What touches the text runs with the drawing itself, not after it: a keystroke in between would be lost, or taken back and put to
// the wrong side of the caret.
import { history } from "@codemirror/commands"
import { EditorView } from "@codemirror/view"
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react"

import type { AreaProps } from "../area.ts"
import { offersAt } from "../complete/offers.ts"
import { changeTo } from "./change-to.ts"
import { setDots } from "./dots.ts"
import { setFindings } from "./findings.ts"
import { fromOutside } from "./from-outside.ts"
import { keepCaret } from "./keep-caret.ts"
import { attributes, openView, undoHistory } from "./open-view.ts"
import { renew } from "./shown-offers.ts"

export function CodeArea(props: AreaProps) {
  const { ref, body, underlines, dots, facts } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef(props)
  useLayoutEffect(() => {
    latest.current = props
  })
  useLayoutEffect(() => {
    if (place.current === null) return undefined
    const { startCaret, body: start } = latest.current
    const opened = openView({
      place: place.current,
      body: start,
      caret: startCaret,
      events: {
        onBody: (text) => latest.current.onBody(text),
        onSave: () => latest.current.onSave?.(),
        onPaste: (text) => latest.current.onPaste(text),
        onNote: (note) => latest.current.onNote(note),
        offers: (text, at, isAsked) => offersAt(text, at, latest.current.facts, isAsked),
      },
    })
    if (startCaret !== undefined) opened.focus()
    view.current = opened
    return () => {
      opened.destroy()
      view.current = undefined
    }
  }, [])
  useLayoutEffect(() => {
    const change = view.current && changeTo(view.current.state.doc.toString(), body)
    if (change) view.current?.dispatch({ changes: change, annotations: fromOutside.of(true) })
  }, [body])
  useLayoutEffect(() => {
    if (view.current === undefined) return
    view.current.dispatch({ effects: [setFindings.of(underlines), setDots.of(dots)] })
    keepCaret(view.current)
  }, [underlines, dots])
  useEffect(() => {
    view.current?.dispatch({ effects: renew.of(null) })
  }, [facts])
  useAttributes(view, props)
  useImperativeHandle(ref, () => ({
    select({ start, end }) {
      const { current } = view
      const length = current?.state.doc.length ?? 0
      const selection = { anchor: Math.min(start, length), head: Math.min(end, length) }
      current?.dispatch({ selection, scrollIntoView: true })
      current?.focus()
    },
    caret() {
      const selection = view.current?.state.selection.main
      return selection && view.current?.hasFocus === true
        ? { start: selection.from, end: selection.to }
        : undefined
    },
    forgetHistory() {
      view.current?.dispatch({ effects: undoHistory.reconfigure([]) })
      view.current?.dispatch({ effects: undoHistory.reconfigure(history()) })
    },
  }))
  return <div ref={place} />
}

function useAttributes(
  view: { readonly current: EditorView | undefined },
  { label, describedBy, hasErrors, areValuesHidden }: AreaProps,
): void {
  useEffect(() => {
    const content = {
      "aria-label": label,
      "aria-describedby": describedBy,
      // It is reached by Tab either way; what scrolls around it counts as reachable only so.
      tabindex: "0",
      ...(hasErrors ? { "aria-invalid": "true" } : {}),
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      translate: "no",
      "data-1p-ignore": "",
      "data-lpignore": "true",
      "data-bwignore": "",
      "data-gramm": "false",
      "data-form-type": "other",
    }
    view.current?.dispatch({
      effects: attributes.reconfigure([
        EditorView.contentAttributes.of(content),
        EditorView.editorAttributes.of(areValuesHidden ? { class: "mk-hides" } : {}),
      ]),
    })
  }, [view, label, describedBy, hasErrors, areValuesHidden])
}

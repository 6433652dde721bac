// The text of a secrets document: edited, checked while typing, with what is wrong below it and what is needed beside it.
//
// Values stay in the text that the page holds. The page keeps `text` in its state and nowhere else.
import { pathKey } from "@modkeep/toml/document"
import { setValue } from "@modkeep/toml/edit"
import { parse } from "@modkeep/toml/parse"
import { Positions } from "@modkeep/toml/positions"
import { type Ref, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react"

import type { AreaHandle, Caret } from "./area.ts"
import type { CheckedText } from "./check-text.ts"
import { EditorBar, type EditorView } from "./editor-bar.tsx"
import type { EditorContext } from "./editor-context.ts"
import { keyMarks, type MarkedKey } from "./key-marks.ts"
import { keyRows } from "./key-rows.ts"
import { KeyTable } from "./key-table.tsx"
import { PasteBar } from "./paste-bar.tsx"
import { type Finding, ProblemList } from "./problem-list.tsx"
import { RequiredList } from "./required-list.tsx"
import styles from "./secrets-editor.module.css"
import { typedValues } from "./typed-values.ts"
import { useArea } from "./use-area.ts"
import { useEditing } from "./use-editing.ts"
import { underlinesOf, useFindings } from "./use-findings.ts"
import { usePaste } from "./use-paste.ts"
import { useTextCheck } from "./use-text-check.ts"

interface Place {
  readonly line: number
  readonly column: number
}

export interface SecretsEditorHandle {
  /** Focus goes to the place: for the links of an error summary. Lines and columns count from 1, in code points. */
  goTo(place: Place): void
  /** Focus goes to the key's value, or to the end of the text. */
  goToKey(keyPath: readonly string[]): void
  /** The key's line waits for a value, whatever it held, and focus goes there. */
  askFor(keyPath: readonly string[]): void
  /** After a save and on leaving: undo must not bring a value back. */
  forgetHistory(): void
}

export interface SecretsEditorProps {
  readonly ref?: Ref<SecretsEditorHandle>
  readonly text: string
  readonly onChange: (text: string) => void
  /** The same object between renders (useMemo). */
  readonly context: EditorContext
  /** What the text is, for screen readers: "Secrets of sales-dashboard, version 3". */
  readonly label: string
  /** With the list of variables beside the text. */
  readonly required?: boolean
  /** What the server said about this text; shown until the text changes. */
  readonly problems?: readonly Finding[] | undefined
  readonly onSave?: () => void
}

export function SecretsEditor({
  ref,
  text,
  onChange,
  context,
  label,
  required = false,
  problems,
  onSave,
}: SecretsEditorProps) {
  const id = useId()
  const area = useRef<AreaHandle>(null)
  const { Area, startCaret } = useArea(area)
  const [view, setView] = useState<EditorView>("text")
  const [areValuesHidden, setHidden] = useState(false)
  const [note, setNote] = useState<string>()
  const { body, onBody } = useEditing(text, onChange)
  const checked = useTextCheck(text, context)
  const findings = useFindings(text, checked, problems)
  const underlines = useMemo(() => underlinesOf(body, findings), [body, findings])
  const dots = useMemo(() => typedValues(body, checked.document, checked.template), [body, checked])
  const marks = useMemo(() => keyMarks(checked, context), [checked, context])
  const { goTo, goToKey, askFor, pick } = usePlaces({ area, body, checked, setView, text, onChange })
  const paste = usePaste({ area, body, text, onBody, onChange, onNote: setNote })
  useImperativeHandle(ref, () => ({
    goTo,
    goToKey,
    askFor,
    forgetHistory: () => area.current?.forgetHistory(),
  }))
  return (
    <div className={styles["editor"]}>
      <div className={required ? styles["beside"] : styles["alone"]}>
        <div className={styles["area"]}>
          <EditorBar
            view={view}
            onView={setView}
            areValuesHidden={areValuesHidden}
            onHide={setHidden}
          />
          {paste.offer === undefined ? undefined : (
            <PasteBar
              offer={paste.offer}
              onConvert={paste.convert}
              onAsIs={paste.asIs}
              onDrop={paste.drop}
            />
          )}
          <div hidden={view !== "text"}>
            <Area
              ref={area}
              body={body}
              onBody={(next) => {
                setNote(undefined)
                onBody(next)
              }}
              onSave={onSave}
              onPaste={paste.take}
              onNote={setNote}
              label={label}
              describedBy={`${id}-problems`}
              hasErrors={findings.some(({ severity }) => severity === "error")}
              underlines={underlines}
              dots={dots}
              areValuesHidden={areValuesHidden}
              startCaret={startCaret}
            />
          </div>
          {view === "table" ? (
            <KeyTable rows={checked.document ? keyRows(checked.document) : []} onGoTo={goToKey} />
          ) : undefined}
        </div>
        {required ? <RequiredList keys={marks} onPick={pick} /> : undefined}
      </div>
      <p role="status" className={note === undefined ? styles["quiet"] : styles["note"]}>
        {note}
      </p>
      <ProblemList id={`${id}-problems`} findings={findings} onGoTo={({ range }) => goTo(range)} />
    </div>
  )
}

interface PlacesParts {
  readonly area: { readonly current: AreaHandle | null }
  readonly body: string
  readonly text: string
  readonly checked: CheckedText
  readonly setView: (view: EditorView) => void
  readonly onChange: (text: string) => void
}

/** Ways into the text. The area may still be hidden behind the table: it takes the focus once it is drawn. */
function usePlaces({ area, body, text, checked, setView, onChange }: PlacesParts) {
  const select = (caret: Caret) => {
    setView("text")
    requestAnimationFrame(() => area.current?.select(caret))
  }
  const goToKey = (keyPath: readonly string[]) => select(caretOf(checked, keyPath))
  /** A key whose line was written a moment ago: focus goes there once the text is read again. */
  const wanted = useRef<readonly string[]>(undefined)
  useEffect(() => {
    if (wanted.current === undefined || !hasLeaf(checked, wanted.current)) return
    area.current?.select(caretOf(checked, wanted.current))
    wanted.current = undefined
  }, [area, checked])
  const askFor = (keyPath: readonly string[]) => {
    const { document } = parse(text)
    const blank = { kind: "string", value: "" } as const
    const changed = document === undefined ? undefined : setValue(document, keyPath, blank)
    if (changed === undefined || changed === text) return goToKey(keyPath)
    setView("text")
    wanted.current = keyPath
    return onChange(changed)
  }
  return {
    goToKey,
    askFor,
    goTo({ line, column }: Place) {
      const start = new Positions(body).offset(line, column)
      select({ start, end: start })
    },
    pick({ keyPath, isInText }: MarkedKey) {
      return isInText ? goToKey(keyPath) : askFor(keyPath)
    },
  }
}

function hasLeaf({ document }: CheckedText, keyPath: readonly string[]): boolean {
  return document?.leaves.some((leaf) => pathKey(leaf.keyPath) === pathKey(keyPath)) === true
}

/** Between the quotes of a blank, the whole of any other value, else the text's end. */
function caretOf({ document }: CheckedText, keyPath: readonly string[]): Caret {
  const leaf = document?.entries.find((each) => pathKey(each.keyPath) === pathKey(keyPath))
  const textEnd = document?.text.length ?? 0
  if (leaf === undefined) return { start: textEnd, end: textEnd }
  const [start, end] = leaf.valueSpan
  if (leaf.value.kind !== "string" || leaf.value.value !== "") return { start, end }
  const middle = start + Math.floor((end - start) / 2)
  return { start: middle, end: middle }
}

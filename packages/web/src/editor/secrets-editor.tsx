// The text of a secrets document: edited, checked while typing, with what is wrong below it and what is needed beside it.
//
// Values stay in the text that the page holds. The page keeps `text` in its state and nowhere else.
import { type Ref, useId, useImperativeHandle, useMemo, useRef, useState } from "react"

import type { AreaHandle } from "./area.ts"
import { EditorBar, type EditorView } from "./editor-bar.tsx"
import type { EditorContext } from "./editor-context.ts"
import { keyMarks } from "./key-marks.ts"
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
import { type Place, usePlaces } from "./use-places.ts"
import { useTextCheck } from "./use-text-check.ts"

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
  const { kind } = context
  const facts = useMemo(
    () => ({ kind, marks, template: checked.template }),
    [kind, marks, checked.template],
  )
  const { goTo, goToKey, askFor, pick, generate } = usePlaces({
    area,
    body,
    checked,
    setView,
    text,
    onChange,
  })
  const paste = usePaste({ area, body, text, onBody, onChange, onNote: setNote })
  useImperativeHandle(ref, () => ({
    goTo,
    goToKey,
    askFor,
    forgetHistory: () => area.current?.forgetHistory(),
  }))
  // The table says of every name what the list says, and takes the room for it.
  const hasList = required && view === "text"
  return (
    <div className={styles["editor"]}>
      <div className={hasList ? styles["beside"] : styles["alone"]}>
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
              facts={facts}
              startCaret={startCaret}
            />
          </div>
          {view === "table" ? (
            <KeyTable rows={checked.document ? keyRows(checked.document) : []} onGoTo={goToKey} />
          ) : undefined}
        </div>
        {hasList ? <RequiredList keys={marks} onPick={pick} onGenerate={generate} /> : undefined}
      </div>
      <p role="status" className={note === undefined ? styles["quiet"] : styles["note"]}>
        {note}
      </p>
      <ProblemList id={`${id}-problems`} findings={findings} onGoTo={({ range }) => goTo(range)} />
    </div>
  )
}

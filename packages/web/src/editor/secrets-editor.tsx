// The text of a secrets document: edited, checked while typing, with what is wrong below it and what is needed beside it.
//
// Values stay in the text that the page holds. The page keeps `text` in its state and nowhere else.
import { pathKey } from "@modkeep/toml/document"
import { setValue } from "@modkeep/toml/edit"
import { parse } from "@modkeep/toml/parse"
import { Positions } from "@modkeep/toml/positions"
import { type Ref, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react"

import type { AreaHandle, AreaProps, Caret, Underline } from "./area.ts"
import type { CheckedText } from "./check-text.ts"
import { fromEditing, kindOfText, toEditing } from "./editing-text.ts"
import type { EditorContext } from "./editor-context.ts"
import { keyMarks, type MarkedKey } from "./key-marks.ts"
import { PlainArea } from "./plain-area.tsx"
import { type Finding, ProblemList } from "./problem-list.tsx"
import { RequiredList } from "./required-list.tsx"
import styles from "./secrets-editor.module.css"
import { typedValues } from "./typed-values.ts"
import { useTextCheck } from "./use-text-check.ts"

export interface SecretsEditorHandle {
  /** Focus goes to the place: for the links of an error summary. Lines and columns count from 1, in code points. */
  goTo(place: { readonly line: number; readonly column: number }): void
  /** Focus goes to the key's value, or to the end of the text. */
  goToKey(keyPath: readonly string[]): void
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
  ...props
}: SecretsEditorProps) {
  const id = useId()
  const { body, onBody } = useEditing(text, onChange)
  const checked = useTextCheck(text, context)
  const findings = useFindings(text, checked, props.problems)
  const underlines = useMemo(() => underlinesOf(body, findings), [body, findings])
  const dots = useMemo(() => typedValues(body, checked.document, checked.template), [body, checked])
  const marks = useMemo(() => keyMarks(checked, context), [checked, context])
  const area = useRef<AreaHandle>(null)
  const goTo = (place: { readonly line: number; readonly column: number }) => {
    const start = new Positions(body).offset(place.line, place.column)
    area.current?.select({ start, end: start })
  }
  const goToKey = (keyPath: readonly string[]) => area.current?.select(caretOf(checked, keyPath))
  useImperativeHandle(ref, () => ({
    goTo,
    goToKey,
    forgetHistory: () => area.current?.forgetHistory(),
  }))
  /** A key whose line was written a moment ago: focus goes there once the text is read again. */
  const wanted = useRef<readonly string[]>(undefined)
  useEffect(() => {
    if (wanted.current === undefined || !hasLeaf(checked, wanted.current)) return
    area.current?.select(caretOf(checked, wanted.current))
    wanted.current = undefined
  }, [checked])
  const pick = (key: MarkedKey) => {
    const { document } = parse(text)
    if (key.isInText || document === undefined) return goToKey(key.keyPath)
    const changed = setValue(document, key.keyPath, { kind: "string", value: "" })
    if (changed === undefined) return goToKey(key.keyPath)
    onChange(changed)
    wanted.current = key.keyPath
  }
  return (
    <div className={styles["editor"]}>
      <div className={props.required === true ? styles["beside"] : styles["alone"]}>
        <div className={styles["area"]}>
          <PlainArea
            ref={area}
            body={body}
            onBody={onBody}
            onSave={props.onSave}
            onPaste={() => false}
            onNote={() => undefined}
            label={label}
            describedBy={`${id}-problems`}
            hasErrors={findings.some(({ severity }) => severity === "error")}
            underlines={underlines}
            dots={dots}
            areValuesHidden={false}
          />
        </div>
        {props.required === true ? <RequiredList keys={marks} onPick={pick} /> : undefined}
      </div>
      <ProblemList id={`${id}-problems`} findings={findings} onGoTo={({ range }) => goTo(range)} />
    </div>
  )
}

/** The edited text; line ends and byte order mark are those that the text came with. */
function useEditing(
  text: string,
  onChange: (text: string) => void,
): Pick<AreaProps, "body" | "onBody"> {
  const [kind, setKind] = useState(() => kindOfText(text))
  const [emitted, setEmitted] = useState(text)
  if (text !== emitted) {
    setEmitted(text)
    setKind(kindOfText(text))
  }
  return {
    body: toEditing(text, kind),
    onBody(body) {
      const next = fromEditing(body, kind)
      setEmitted(next)
      onChange(next)
    },
  }
}

/** What the checks say, and below it what the server said about the same text and they did not. */
function useFindings(
  text: string,
  checked: CheckedText,
  problems: readonly Finding[] | undefined,
): readonly Finding[] {
  const [about, setAbout] = useState({ problems, text })
  if (about.problems !== problems) setAbout({ problems, text })
  const said = about.text === text ? (problems ?? none) : none
  return useMemo(() => {
    const seen = new Set(checked.diagnostics.map(keyOf))
    return [...checked.diagnostics, ...said.filter((each) => !seen.has(keyOf(each)))]
  }, [checked, said])
}

const none: readonly Finding[] = []

function keyOf({ code, keyPath, range }: Finding): string {
  return `${code} ${pathKey(keyPath)} ${keyPath.length === 0 ? `${range.line}:${range.column}` : ""}`
}

function underlinesOf(body: string, findings: readonly Finding[]): Underline[] {
  const positions = new Positions(body)
  return findings.map(({ range, severity, message, help }) => {
    const start = positions.offset(range.line, range.column)
    const end = positions.offset(range.endLine, range.endColumn)
    return { start, end: Math.max(start, end), severity, message, help }
  })
}

function hasLeaf({ document }: CheckedText, keyPath: readonly string[]): boolean {
  return document?.leaves.some((leaf) => pathKey(leaf.keyPath) === pathKey(keyPath)) === true
}

/** Between the quotes of a blank, the whole of any other value, else the text's end. */
function caretOf({ document }: CheckedText, keyPath: readonly string[]): Caret {
  const leaf = document?.entries.find((each) => pathKey(each.keyPath) === pathKey(keyPath))
  if (leaf === undefined) {
    const end = document?.text.length ?? 0
    return { start: end, end }
  }
  const [start, end] = leaf.valueSpan
  const isBlank = leaf.value.kind === "string" && leaf.value.value === ""
  const quotes = isBlank ? Math.floor((end - start) / 2) : 0
  return isBlank ? { start: start + quotes, end: start + quotes } : { start, end }
}

// Ways into the text: to a place, to a key, to a line that is written first. The table gives way to the text.
import { pathKey } from "@modkeep/toml/document"
import { setValue } from "@modkeep/toml/edit"
import { parse } from "@modkeep/toml/parse"
import { Positions } from "@modkeep/toml/positions"
import { useEffect, useRef } from "react"
import { flushSync } from "react-dom"

import type { AreaHandle, Caret } from "./area.ts"
import type { CheckedText } from "./check-text.ts"
import type { EditorView } from "./editor-bar.tsx"
import { generateValue } from "./generate-value.ts"
import type { MarkedKey } from "./key-marks.ts"

export interface Place {
  readonly line: number
  readonly column: number
}

interface PlacesParts {
  readonly area: { readonly current: AreaHandle | null }
  readonly body: string
  readonly text: string
  readonly checked: CheckedText
  readonly setView: (view: EditorView) => void
  readonly onChange: (text: string) => void
}

export function usePlaces({ area, body, text, checked, setView, onChange }: PlacesParts) {
  const select = (caret: Caret) => {
    // At once, so that the next key already lands there.
    flushSync(() => setView("text"))
    area.current?.select(caret)
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
    generate({ keyPath, generate }: MarkedKey) {
      const { document } = parse(text)
      if (document === undefined || generate === undefined) return
      const value = { kind: "string", value: generateValue(generate) } as const
      onChange(setValue(document, keyPath, value) ?? text)
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

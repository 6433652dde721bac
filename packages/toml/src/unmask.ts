// Puts the stored values back where a masked text has references to them, each exactly as its author wrote it.
//
// A reference at its own key keeps the value, at another key it moves it, used again it copies it. One that the base does
// not know, and any other text of that form, is an error: it must never be stored as if it were a value.
import { checkReferences } from "./check-references.ts"
import { diagnose, inOrder } from "./diagnose.ts"
import { findLeaf, pathKey, samePath } from "./document.ts"
import { formatKeyPath } from "./key-path.ts"
import { referencePattern } from "./mask.ts"
import { leavesMax, parse, sizeBytesMax } from "./parse.ts"
import { splice } from "./splice-values.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Leaf, MarkedText, SecretsDocument } from "./document.ts"

/** The revision that the references belong to. */
export interface Base {
  readonly document: SecretsDocument
  readonly mark: (path: readonly string[]) => string
}

export interface Move {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

export interface Unmasked {
  /** As typed, with the values in it; undefined, like the document, when a diagnostic is an error. */
  readonly text: string | undefined
  readonly document: SecretsDocument | undefined
  readonly diagnostics: Diagnostic[]
  readonly kept: readonly (readonly string[])[]
  readonly moved: readonly Move[]
  readonly copied: readonly Move[]
  /** Of a masked text with mistakes: what could be read, its ranges those of the masked text. Never to be stored. */
  readonly partial?: SecretsDocument
  /** Moves the ranges of diagnostics about `document` to where the same thing stands in the masked text. */
  readonly inMasked: (diagnostics: readonly Diagnostic[]) => Diagnostic[]
}

/** The limit holds for the text with its values: a reference may be longer than what it stands for. */
const maskedBytesMax = sizeBytesMax + leavesMax * '"<kept:00000000>"'.length

export function unmask(masked: string | Uint8Array, base?: Base): Unmasked {
  const parsed = parse(masked, maskedBytesMax)
  if (parsed.document === undefined) return refused(parsed.diagnostics, parsed.partial)
  const { found, ...references } = resolve(parsed.document, base)
  const diagnostics = [...references.diagnostics, ...checkSealed(parsed.document, found)]
  if (diagnostics.length > 0) return refused(inOrder(diagnostics), parsed.document)
  const { text, inMasked } = splice(
    parsed.document,
    base?.document,
    found.map(({ at, leaf }) => ({ at: at.span, from: leaf.valueSpan })),
  )
  const whole = parse(text)
  if (whole.document === undefined) return refused(inMasked(whole.diagnostics))
  return { text, document: whole.document, diagnostics: [], ...fates(found), inMasked }
}

function refused(diagnostics: Diagnostic[], partial?: SecretsDocument): Unmasked {
  const nothing = { text: undefined, document: undefined, kept: [], moved: [], copied: [] }
  const readable = partial === undefined ? {} : { partial }
  return { ...nothing, ...readable, diagnostics, inMasked: (unchanged) => [...unchanged] }
}

/** A place in the masked text, and the key of the base whose value belongs there. */
interface Found {
  readonly at: MarkedText
  readonly leaf: Leaf
}

function resolve({ markedTexts }: SecretsDocument, base: Base | undefined) {
  const leafOfMark = new Map(base?.document.leaves.map((leaf) => [base.mark(leaf.keyPath), leaf]))
  const found = markedTexts.flatMap((at): Found[] => {
    const leaf = leafOfMark.get(referencePattern.exec(at.text)?.[1] ?? "")
    return leaf === undefined ? [] : [{ at, leaf }]
  })
  return { found, diagnostics: checkReferences(markedTexts, (mark) => leafOfMark.has(mark)) }
}

/** What was sealed for good stays so wherever its value goes: else taking the comment away would open it. */
function checkSealed(masked: SecretsDocument, found: readonly Found[]): Diagnostic[] {
  return found.flatMap(({ at, leaf }) => {
    const isOpen = findLeaf(masked, at.keyPath)?.directives.sealed !== true
    if (!leaf.directives.sealed || !isOpen) return []
    const { range, keyPath } = at
    return [diagnose("reference.sealed", { name: formatKeyPath(keyPath) }, { range, keyPath })]
  })
}

function fates(found: readonly Found[]): Pick<Unmasked, "kept" | "moved" | "copied"> {
  const kept: (readonly string[])[] = []
  const moved: Move[] = []
  const copied: Move[] = []
  const settled = new Set<string>()
  for (const { at, leaf } of found) {
    if (!samePath(at.keyPath, leaf.keyPath)) continue
    kept.push(leaf.keyPath)
    settled.add(pathKey(leaf.keyPath))
  }
  for (const { at, leaf } of found) {
    if (samePath(at.keyPath, leaf.keyPath)) continue
    const key = pathKey(leaf.keyPath)
    const fate = settled.has(key) ? copied : moved
    fate.push({ from: leaf.keyPath, to: at.keyPath })
    settled.add(key)
  }
  return { kept, moved, copied }
}

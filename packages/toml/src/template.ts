// Prepares the template of a repository for the text area: its text, with real-looking credentials taken out.
//
// A mistake elsewhere in the text changes nothing of that: what no parser reads is looked at line by line.
import { checkComments } from "./check-comments.ts"
import { diagnose, inOrder } from "./diagnose.ts"
import { typedText } from "./document.ts"
import { exposedLines } from "./exposed-lines.ts"
import { formatKeyPath } from "./key-path.ts"
import { looksLikeCredential } from "./looks-like-credential.ts"
import { type Parsed, parse } from "./parse.ts"
import { Positions } from "./positions.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Leaf, SecretsDocument, Span } from "./document.ts"
import type { TomlValue } from "./value.ts"

export interface Template {
  /** What the text area starts with; empty when the template is no text at all. */
  readonly text: string
  readonly document: SecretsDocument | undefined
  readonly diagnostics: Diagnostic[]
}

/** @returns the text to start from; a credential found in it is blank there and warned of */
export function prepareTemplate(input: string | Uint8Array): Template {
  const parsed = parse(input)
  if (!isText(parsed.diagnostics))
    return { text: "", document: undefined, diagnostics: parsed.diagnostics }
  const known = parsed.document ?? parsed.partial ?? plainText(input)
  const exposed = merged([...exposedLeaves(known), ...exposedAround(parsed, known)])
  const blanked = blankOut(known.text, exposed)
  const text = typedText(blanked, known)
  // What a mistake hid may be readable now, and what was readable has moved.
  const again = exposed.length === 0 ? parsed : parse(text)
  const document = again.document ?? again.partial
  const comments = document === undefined ? [] : checkComments(document)
  const warnings = warn(blanked, exposed)
  return {
    text,
    document: again.document,
    diagnostics: inOrder([...again.diagnostics, ...warnings, ...comments]),
  }
}

/** A template with a mistake is still the best start; one that is too large or no text is none. */
function isText(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every(({ code }) => code !== "toml.not_utf8" && code !== "toml.too_large")
}

interface KnownText {
  readonly text: string
  readonly lineEnds: SecretsDocument["lineEnds"]
  readonly bom: boolean
  readonly entries: readonly Leaf[]
  readonly statements: readonly { readonly span: Span }[]
  readonly comments: readonly { readonly span: Span }[]
}

/** A text of which nothing could be read. */
function plainText(input: string | Uint8Array): KnownText {
  const typed =
    typeof input === "string" ? input : new TextDecoder("utf-8", { ignoreBOM: true }).decode(input)
  const bom = typed.startsWith("\uFEFF")
  const text = bom ? typed.slice(1) : typed
  return { text, lineEnds: "mixed", bom, entries: [], statements: [], comments: [] }
}

interface Exposed {
  readonly span: Span
  readonly replacement: string
  readonly keyPath: readonly string[]
  readonly looksLike: string
}

function exposedLeaves({ entries }: KnownText): Exposed[] {
  const found: Exposed[] = []
  for (const { keyPath, value, valueSpan } of entries) {
    const looksLike = credentialIn(value, keyPath.at(-1) ?? "")
    // A key inside an array that is blanked as a whole has gone with it.
    const isGone = found.some(({ span: outer }) => outer[1] >= valueSpan[1])
    if (looksLike === undefined || isGone) continue
    found.push({ span: valueSpan, replacement: '""', keyPath, looksLike })
  }
  return found
}

/** Keys of tables inside an array are leaves of their own. */
function credentialIn(value: TomlValue, name: string): string | undefined {
  if (value.kind === "string") return looksLikeCredential(value.value, name)
  if (value.kind !== "array") return undefined
  return value.items.map((item) => credentialIn(item, name)).find((item) => item !== undefined)
}

function exposedAround({ document }: Parsed, known: KnownText): readonly Exposed[] {
  if (document !== undefined) return []
  const read = [...known.statements, ...known.comments]
  return exposedLines(
    known.text,
    read.map(({ span }) => span),
  )
}

/** In the order of the text; what overlaps is one, so that no part of either stays. */
function merged(exposed: readonly Exposed[]): Exposed[] {
  const out: Exposed[] = []
  for (const one of exposed.toSorted((a, b) => a.span[0] - b.span[0])) {
    const before = out.at(-1)
    if (before === undefined || before.span[1] <= one.span[0]) out.push(one)
    else {
      const end = Math.max(before.span[1], one.span[1])
      out.splice(-1, 1, { ...before, span: [before.span[0], end] })
    }
  }
  return out
}

function blankOut(text: string, exposed: readonly Exposed[]): string {
  let blanked = text
  for (const { span, replacement } of exposed.toReversed()) {
    blanked = `${blanked.slice(0, span[0])}${replacement}${blanked.slice(span[1])}`
  }
  return blanked
}

function warn(text: string, exposed: readonly Exposed[]): Diagnostic[] {
  const positions = new Positions(text)
  let shortened = 0
  return exposed.map(({ span, replacement, keyPath, looksLike }) => {
    const start = span[0] - shortened
    shortened += span[1] - span[0] - replacement.length
    const facts = { name: formatKeyPath(keyPath), looksLike }
    const range =
      replacement === "" ? positions.rangeAt(start) : positions.range([start, start + 2])
    return diagnose("secret.looks_like_private_key_in_git", facts, { range, keyPath })
  })
}

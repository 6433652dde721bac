// Prepares the template of a repository for the text area: its text, with real-looking credentials taken out.
import { checkComments } from "./check-comments.ts"
import { diagnose, inOrder } from "./diagnose.ts"
import { typedText } from "./document.ts"
import { formatKeyPath } from "./key-path.ts"
import { looksLikeCredential } from "./looks-like-credential.ts"
import { parse } from "./parse.ts"
import { Positions } from "./positions.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Leaf, SecretsDocument } from "./document.ts"
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
  if (parsed.document === undefined) {
    return {
      text: readableText(input, parsed.diagnostics),
      document: undefined,
      diagnostics: parsed.diagnostics,
    }
  }
  const exposed = exposedLeaves(parsed.document)
  const text = blankOut(parsed.document, exposed)
  const document = parse(text).document ?? parsed.document
  const warnings = warn(document, exposed)
  return { text, document, diagnostics: inOrder([...warnings, ...checkComments(document)]) }
}

/** A template with a mistake is still the best start; one that is too large or no text is none. */
function readableText(input: string | Uint8Array, diagnostics: readonly Diagnostic[]): string {
  const isText = diagnostics.every(
    ({ code }) => code !== "toml.not_utf8" && code !== "toml.too_large",
  )
  if (!isText) return ""
  return typeof input === "string"
    ? input
    : new TextDecoder("utf-8", { ignoreBOM: true }).decode(input)
}

interface Exposed {
  readonly leaf: Leaf
  readonly looksLike: string
}

function exposedLeaves(document: SecretsDocument): Exposed[] {
  const found: Exposed[] = []
  for (const leaf of document.entries) {
    const looksLike = credentialIn(leaf.value, leaf.keyPath.at(-1) ?? "")
    // A key inside an array that is blanked as a whole has gone with it.
    const isGone = found.some(({ leaf: outer }) => outer.valueSpan[1] >= leaf.valueSpan[1])
    if (looksLike !== undefined && !isGone) found.push({ leaf, looksLike })
  }
  return found
}

/** Keys of tables inside an array are leaves of their own. */
function credentialIn(value: TomlValue, name: string): string | undefined {
  if (value.kind === "string") return looksLikeCredential(value.value, name)
  if (value.kind !== "array") return undefined
  return value.items.map((item) => credentialIn(item, name)).find((item) => item !== undefined)
}

function blankOut(document: SecretsDocument, exposed: readonly Exposed[]): string {
  let text = document.text
  for (const { leaf } of exposed.toReversed()) {
    text = `${text.slice(0, leaf.valueSpan[0])}""${text.slice(leaf.valueSpan[1])}`
  }
  return typedText(text, document)
}

function warn(document: SecretsDocument, exposed: readonly Exposed[]): Diagnostic[] {
  const positions = new Positions(document.text)
  let shortened = 0
  return exposed.map(({ leaf, looksLike }) => {
    const start = leaf.valueSpan[0] - shortened
    shortened += leaf.valueSpan[1] - leaf.valueSpan[0] - 2
    const facts = { name: formatKeyPath(leaf.keyPath), looksLike }
    const place = { range: positions.range([start, start + 2]), keyPath: leaf.keyPath }
    return diagnose("secret.looks_like_private_key_in_git", facts, place)
  })
}

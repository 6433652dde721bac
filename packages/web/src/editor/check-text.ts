// The same checks as a save's, while typing: nothing leaves the browser. References count as the values that they stand for.
import { checkBlanks } from "@modkeep/toml/check-blanks"
import { checkInstall } from "@modkeep/toml/check-install"
import { checkVersion } from "@modkeep/toml/check-version"
import { inOrder } from "@modkeep/toml/diagnose"
import type { Diagnostic } from "@modkeep/toml/diagnostic"
import type { SecretsDocument } from "@modkeep/toml/document"
import { isReference } from "@modkeep/toml/mask"
import { parse } from "@modkeep/toml/parse"
import { valueAt } from "@modkeep/toml/value"

import type { EditorContext } from "./editor-context.ts"

export interface CheckedText {
  /** Of a text with mistakes: what of it could be read. Undefined when nothing could. */
  readonly document: SecretsDocument | undefined
  readonly isWhole: boolean
  readonly diagnostics: readonly Diagnostic[]
  /** The template, read; for marks and comparison. */
  readonly template: SecretsDocument | undefined
}

export function checkText(text: string, context: EditorContext): CheckedText {
  const template = documentOf(context.template)
  const { document, partial, diagnostics } = parse(text)
  if (document === undefined) {
    const blanks = partial === undefined ? [] : checkBlanks(partial)
    const all = inOrder([...diagnostics, ...blanks])
    return { document: partial, isWhole: false, diagnostics: all, template }
  }
  const found =
    context.kind === "version" ? ofVersion(document, context) : ofInstall(document, context)
  return { document, isWhole: true, diagnostics: found, template }
}

/** How many variables still need a value: what a button's label counts. */
export function missingValues(diagnostics: readonly Pick<Diagnostic, "code">[]): number {
  const counted = new Set(["secret.blank", "secret.required_missing"])
  return diagnostics.filter(({ code }) => counted.has(code)).length
}

function ofVersion(document: SecretsDocument, context: EditorContext): Diagnostic[] {
  const template = documentOf(context.template)
  return checkVersion({
    document,
    template: template === undefined ? undefined : { document: template },
    acknowledgeMissing: context.acknowledgeMissing,
    streamlit: context.streamlit,
    masked: true,
  })
}

function ofInstall(overlay: SecretsDocument, context: EditorContext): Diagnostic[] {
  const template = documentOf(context.template)
  const version = documentOf(context.version)
  const found = checkInstall({
    overlay,
    version: version ?? overlay,
    template: template === undefined || version === undefined ? undefined : { document: template },
    declared: context.declared,
    acknowledgeMissing: context.acknowledgeMissing,
    streamlit: context.streamlit,
    masked: true,
  })
  // What the version holds is hidden here, its type too: the server compares types when the text is sent.
  return found.filter(({ code, keyPath }) => {
    const held = code === "overlay.type" && version ? valueAt(version.root, keyPath) : undefined
    return held === undefined || !isReference(held)
  })
}

const read = new Map<string, SecretsDocument | undefined>()
const KEPT_MAX = 8

/** Templates and versions stay the same while a text is typed: each is read once. They hold no values. */
function documentOf(text: string | undefined): SecretsDocument | undefined {
  if (text === undefined) return undefined
  if (!read.has(text)) {
    if (read.size >= KEPT_MAX) read.clear()
    read.set(text, parse(text).document)
  }
  return read.get(text)
}

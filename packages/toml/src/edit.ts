// Changes one key of a document and not one other character: comments, order, quoting and line ends stay.
//
// Each verb gives the whole text as typed, or undefined when the change has no place in the document or would break it.
import { findLeaf, pathKey, samePath, typedText } from "./document.ts"
import { insertKey } from "./insert-key.ts"
import { formatKey } from "./key-path.ts"
import { parse } from "./parse.ts"
import { sourceText } from "./source-text.ts"
import { valueAt } from "./value.ts"
import type { SecretsDocument, Span, Statement } from "./document.ts"
import type { TomlValue } from "./value.ts"

/** TOML as it shall stand in the text: a reference, or what a user typed. */
export interface Source {
  readonly source: string
}

/** Replaces the value of a key, or adds the key where its section is, at the end of the section. */
export function setValue(
  document: SecretsDocument,
  path: readonly string[],
  value: TomlValue | Source,
): string | undefined {
  const source = "source" in value ? value.source.trim() : sourceText(value)
  const leaf = findLeaf(document, path)
  const text =
    leaf === undefined
      ? insertKey(document, path, source)
      : replaceSpans(document.text, [[leaf.valueSpan, source]])
  return text === undefined ? undefined : checked(document, text, path)
}

/** Removes a key or a whole section, with the comment block that describes it: it would describe the next key else. */
export function removeKey(document: SecretsDocument, path: readonly string[]): string | undefined {
  if (path.length === 0 || valueAt(document.root, path) === undefined) return undefined
  const statements = document.statements.filter((statement) => startsWith(statement.path, path))
  if (statements.length === 0) return removeInline(document, path)
  const spans = statements.map((statement) => linesOf(document.text, statement))
  const text = replaceSpans(
    document.text,
    spans.map((span) => [span, ""]),
  )
  const result = typedText(text, document)
  return parse(result).document === undefined ? undefined : result
}

/** Gives a key another name, or another place when the sections differ. The value's source text moves with it. */
export function renameKey(
  document: SecretsDocument,
  from: readonly string[],
  to: readonly string[],
): string | undefined {
  const leaf = findLeaf(document, from)
  if (leaf === undefined || valueAt(document.root, to) !== undefined) return undefined
  const name = to.at(-1)
  if (name === undefined) return undefined
  if (samePath(from.slice(0, -1), to.slice(0, -1))) {
    const [start, end] = leaf.keySpan
    const last = /(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')$/.exec(
      document.text.slice(start, end),
    )
    const span: Span = [start + (last?.index ?? 0), end]
    return checked(document, replaceSpans(document.text, [[span, formatKey(name)]]), to)
  }
  const source = document.text.slice(...leaf.valueSpan)
  const without = removeKey(document, from)
  const rest = without === undefined ? undefined : parse(without).document
  return rest === undefined ? undefined : setValue(rest, to, { source })
}

function checked(
  document: SecretsDocument,
  text: string,
  path: readonly string[],
): string | undefined {
  const typed = typedText(text, document)
  const result = parse(typed).document
  if (result === undefined || valueAt(result.root, path) === undefined) return undefined
  // A source such as `1\nother = 2` would bring keys of its own.
  const before = new Set(document.leaves.map((leaf) => pathKey(leaf.keyPath)))
  const isForeign = result.leaves.some(
    ({ keyPath }) => !before.has(pathKey(keyPath)) && !startsWith(keyPath, path),
  )
  return isForeign ? undefined : typed
}

function removeInline(document: SecretsDocument, path: readonly string[]): string | undefined {
  const leaf = findLeaf(document, path)
  if (leaf === undefined) return undefined
  const { text } = document
  const after = /^[ \t]*,[ \t]*/.exec(text.slice(leaf.valueSpan[1]))?.[0].length
  const before = /[ \t]*,?[ \t]*$/.exec(text.slice(0, leaf.keySpan[0]))?.[0].length ?? 0
  const span: Span =
    after === undefined
      ? [leaf.keySpan[0] - before, leaf.valueSpan[1]]
      : [leaf.keySpan[0], leaf.valueSpan[1] + after]
  const result = typedText(replaceSpans(text, [[span, ""]]), document)
  return parse(result).document === undefined ? undefined : result
}

/** From the start of its comment block to the end of its last line, what stands behind the value included. */
function linesOf(text: string, { span, blockSpan }: Statement): Span {
  const start = blockSpan?.[0] ?? text.lastIndexOf("\n", span[0] - 1) + 1
  const end = text.indexOf("\n", span[1])
  return [span[0] === 0 ? 0 : start, end < 0 ? text.length : end + 1]
}

function replaceSpans(text: string, spans: readonly (readonly [Span, string])[]): string {
  const parts: string[] = []
  let done = 0
  for (const [[start, end], replacement] of spans) {
    parts.push(text.slice(done, start), replacement)
    done = end
  }
  return parts.join("") + text.slice(done)
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return path.length >= prefix.length && samePath(path.slice(0, prefix.length), prefix)
}

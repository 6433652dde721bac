// Finds the place where a new key belongs: in its section as that section is written, be it a header, dotted keys or { }.
import { samePath } from "./document.ts"
import { formatKeyPath } from "./key-path.ts"
import { valueAt } from "./value.ts"
import type { SecretsDocument, Statement } from "./document.ts"

/** @returns the text with the key in it, or undefined when a value stands where a section would have to be */
export function insertKey(
  document: SecretsDocument,
  path: readonly string[],
  source: string,
): string | undefined {
  if (path.length === 0 || valueAt(document.root, path) !== undefined) return undefined
  const section = deepestSection(document, path)
  if (section === undefined) return undefined
  const rest = path.slice(section.length)
  const { text, statements, inlineTables } = document
  const inline = inlineTables.find((table) => samePath(table.path, section))
  if (inline !== undefined)
    return insertInline(text, inline.span, `${formatKeyPath(rest)} = ${source}`)
  const header = statements.find(({ kind, path: at }) => kind !== "key" && samePath(at, section))
  if (header !== undefined && (rest.length === 1 || section.some(isIndex))) {
    return insertAfter(text, lastOf(statements, header), `${formatKeyPath(rest)} = ${source}`)
  }
  if (section.length === 0 && rest.length === 1) return insertAtRoot(document, rest, source)
  const dotted = statements.findLast(
    ({ kind, headerLength, path: at }) =>
      kind === "key" &&
      headerLength < section.length &&
      samePath(at.slice(0, section.length), section),
  )
  if (dotted !== undefined) {
    const key = formatKeyPath(path.slice(dotted.headerLength))
    return insertAfter(text, dotted, `${key} = ${source}`)
  }
  const name = formatKeyPath(path.slice(0, -1))
  const gap = text === "" ? "" : text.endsWith("\n") ? "\n" : "\n\n"
  return `${text}${gap}[${name}]\n${formatKeyPath(path.slice(-1))} = ${source}\n`
}

function deepestSection(
  { root }: SecretsDocument,
  path: readonly string[],
): readonly string[] | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const section = path.slice(0, length)
    const value = valueAt(root, section)
    if (value !== undefined) return value.kind === "table" ? section : undefined
  }
  return undefined
}

function isIndex(segment: string): boolean {
  return /^\d+$/.test(segment)
}

/** The last key of the section that the header opens, or the header itself. */
function lastOf(statements: readonly Statement[], header: Statement): Statement {
  let last = header
  for (const statement of statements.slice(statements.indexOf(header) + 1)) {
    if (statement.kind !== "key") return last
    last = statement
  }
  return last
}

function insertAfter(text: string, { span }: Statement, line: string): string {
  const end = text.indexOf("\n", span[1])
  if (end < 0) return `${text}\n${line}\n`
  return `${text.slice(0, end + 1)}${indentOf(text, span[0])}${line}\n${text.slice(end + 1)}`
}

function indentOf(text: string, at: number): string {
  return /[ \t]*$/.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1, at))?.[0] ?? ""
}

function insertAtRoot(
  { text, statements }: SecretsDocument,
  path: readonly string[],
  source: string,
): string {
  const line = `${formatKeyPath(path)} = ${source}`
  const last = statements.findLast(({ kind, headerLength }) => kind === "key" && headerLength === 0)
  if (last !== undefined) return insertAfter(text, last, line)
  const header = statements[0]
  if (header === undefined) {
    return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`
  }
  // Before the first header and the comments that belong to it: after it the key would be the section's.
  const lines = text.slice(0, header.span[0]).split("\n").slice(0, -1)
  while (lines.at(-1)?.trim().startsWith("#") === true) lines.pop()
  const at = lines.reduce((length, each) => length + each.length + 1, 0)
  return `${text.slice(0, at)}${line}\n\n${text.slice(at)}`
}

function insertInline(text: string, [start, end]: readonly [number, number], pair: string): string {
  const inner = text.slice(start + 1, end - 1)
  if (inner.trim() === "") return `${text.slice(0, start)}{ ${pair} }${text.slice(end)}`
  const content = inner.trimEnd()
  const at = start + 1 + content.length
  return `${text.slice(0, at)}, ${pair}${text.slice(at)}`
}

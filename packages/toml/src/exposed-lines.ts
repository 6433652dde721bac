// Real-looking credentials in the lines of a text that no parser accepts, each with what is to stand there instead.
//
// Nothing but the line itself says where a value ends, so that a plain value goes whole: what is left of it could be a part of the
// credential. Inside of brackets the words are taken out one by one.
import { looksLikeCredential } from "./looks-like-credential.ts"
import { parseKeyPath } from "./key-path.ts"
import type { Span } from "./document.ts"

export interface ExposedText {
  readonly span: Span
  readonly replacement: string
  /** Empty when the line names no key. */
  readonly keyPath: readonly string[]
  readonly looksLike: string
}

/** @param known what the parser has read: a line that touches one of these needs no guess */
export function exposedLines(text: string, known: readonly Span[]): ExposedText[] {
  const found: ExposedText[] = []
  // Lines come in order, so that what ends before one is passed by for good: a text may have 32,000 of either.
  const read = known.toSorted((a, b) => a[0] - b[0])
  let next = 0
  let section: readonly string[] = []
  let at = 0
  for (const line of text.split("\n")) {
    const span: Span = [at, at + line.length]
    section = sectionOf(line) ?? section
    at += line.length + 1
    while ((read[next]?.[1] ?? Infinity) < span[0]) next += 1
    const isKnown = (read[next]?.[0] ?? Infinity) <= span[1]
    const isInside = found.some((before) => before.span[1] > span[0])
    if (!isInside && line.trim() !== "" && !isKnown) {
      found.push(...(privateKey(text, span, section) ?? exposedIn(line, span[0], section)))
    }
  }
  return found
}

const header = /^\s*\[\[?([^\]#]{1,200})\]?\]?\s*(?:#.*)?$/
const keyAndValue =
  /^(?<before>\s*(?:export\s+)?(?<name>[\w.-]{1,128}|"[^"]{1,128}"|'[^']{1,128}')\s*[=:]\s*)(?<value>\S.*)$/
const keyBegin = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const keyEnd = /-----END [A-Z ]*PRIVATE KEY-----/
/** A line of a key without its end: base64, as it stands in a text or with `\n` written out. */
const keyBody = /^\s*(?:[A-Za-z0-9+/=]|\\n)*["']{0,3}\s*$/

function sectionOf(line: string): readonly string[] | undefined {
  const inside = header.exec(line)?.[1]
  return inside === undefined ? undefined : parseKeyPath(inside.trim())
}

function pathOf(line: string, section: readonly string[]): readonly string[] {
  const name = keyAndValue.exec(line)?.groups?.["name"]
  return name === undefined ? section : [...section, ...(parseKeyPath(name) ?? [name])]
}

/** A key that begins on this line goes to its end, over as many lines as it has. */
function privateKey(text: string, line: Span, section: readonly string[]) {
  const source = text.slice(...line)
  if (source.trimStart().startsWith("#") || !keyBegin.test(source)) return undefined
  const before = keyAndValue.exec(source)?.groups?.["before"]
  const start = line[0] + (before?.length ?? source.search(keyBegin))
  const ends = keyEnd.exec(text.slice(line[0]))
  const next = keyBegin.exec(text.slice(line[1]))
  const isClosed = ends !== null && (next === null || line[0] + ends.index < line[1] + next.index)
  let end = isClosed ? line[0] + ends.index + ends[0].length : line[1]
  if (isClosed) end += /^(?:\\n)?\s*["']{0,3}/.exec(text.slice(end))?.[0].length ?? 0
  else end = bodyEnd(text, end)
  const replacement = before === undefined ? "" : '""'
  return [
    {
      span: [start, end],
      replacement,
      keyPath: pathOf(source, section),
      looksLike: "a private key",
    },
  ] satisfies ExposedText[]
}

/** @returns where the lines after `end` are those of a key no more */
function bodyEnd(text: string, end: number): number {
  let at = end
  while (at < text.length) {
    const next = text.indexOf("\n", at + 1)
    const lineEnd = next < 0 ? text.length : next
    if (!keyBody.test(text.slice(at + 1, lineEnd))) return at
    at = lineEnd
  }
  return at
}

function exposedIn(line: string, at: number, section: readonly string[]): ExposedText[] {
  if (line.trimStart().startsWith("#")) return []
  const parts = keyAndValue.exec(line)?.groups
  const value = parts?.["value"]?.trimEnd() ?? ""
  const keyPath = pathOf(line, section)
  const name = keyPath.at(-1) ?? ""
  const words = wordsOf(line, name)
  const whole = looksLikeCredential(bare(value), name) ?? words[0]?.looksLike
  if (whole === undefined) return []
  if (value === "" || /^[[{]/.test(value)) {
    return words.map(({ span, looksLike }) => ({
      span: [at + span[0], at + span[1]],
      replacement: "",
      keyPath,
      looksLike,
    }))
  }
  const start = at + (parts?.["before"]?.length ?? 0)
  return [{ span: [start, start + value.length], replacement: '""', keyPath, looksLike: whole }]
}

/** A value without a comment behind it and without its quotes, as many as there are. */
function bare(value: string): string {
  const [text = ""] = value.split(/\s#/, 1)
  return text.trim().replaceAll(/^["']{1,3}|["']{1,3}$/g, "")
}

/** Words of a line, with the name that stands before each: `token = abc`, `{ "token": "abc" }`. */
function wordsOf(line: string, lineName: string): { span: Span; looksLike: string }[] {
  return [
    ...line.matchAll(/(?:([\w-]+)["']?\s*(?:=|:(?!\/\/))\s*)?["'`(<[{]?([^\s"'`()<>,;[\]{}]{8,})/g),
  ].flatMap((match) => {
    const [whole, name = lineName, word = ""] = match
    const looksLike = looksLikeCredential(word, name)
    const start = match.index + whole.length - word.length
    return looksLike === undefined ? [] : [{ span: [start, start + word.length], looksLike }]
  })
}

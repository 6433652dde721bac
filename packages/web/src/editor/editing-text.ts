// A text as it is edited: line ends LF, no byte order mark; and the way back to what the author has, which keeps both.
//
// A text that mixes line ends stays as it is.
import { typedText, type LineEnds } from "@modkeep/toml/document"

export interface TextKind {
  readonly lineEnds: LineEnds
  readonly bom: boolean
}

export function kindOfText(text: string): TextKind {
  const bom = text.startsWith("\uFEFF")
  const crlf = text.match(/\r\n/g)?.length ?? 0
  const isCrlf = crlf > 0 && text.match(/\n/g)?.length === crlf && !/\r(?!\n)/.test(text)
  return { lineEnds: crlf === 0 ? "lf" : isCrlf ? "crlf" : "mixed", bom }
}

export function toEditing(text: string, { lineEnds, bom }: TextKind): string {
  const body = bom && text.startsWith("\uFEFF") ? text.slice(1) : text
  return lineEnds === "crlf" ? body.replaceAll("\r\n", "\n") : body
}

/** Pasted text brings line ends of its own: they become those of the document. */
export function fromEditing(body: string, kind: TextKind): string {
  return typedText(kind.lineEnds === "crlf" ? body.replaceAll("\r\n", "\n") : body, kind)
}

// What the text says without the line that is being written: such a line can seldom be read, and hides what it would become.
import { type SecretsDocument, type Statement } from "@modkeep/toml/document"
import { parse } from "@modkeep/toml/parse"
import { valueAt } from "@modkeep/toml/value"

import type { Line } from "./offers.ts"

export interface AroundLine {
  /** Without the line, when all of it can be read: what a change elsewhere is made to. */
  readonly document: SecretsDocument | undefined
  /** The line is a part of a text or a list over several lines. */
  readonly isInsideValue: boolean
  /** Of the header above the line; empty at the top of the text. */
  readonly section: readonly string[]
  readonly sections: readonly (readonly string[])[]
  has(keyPath: readonly string[]): boolean
}

export function aroundLine({ body, at, before, after }: Line): AroundLine {
  const start = at - before.length
  const { document, partial } = parse(body.slice(0, start) + body.slice(at + after.length))
  const read = document ?? partial
  const headers = (read?.statements ?? []).filter(({ kind }) => kind !== "key")
  const isAbove = ({ span }: Statement) => span[0] < start
  return {
    document,
    isInsideValue:
      read?.statements.some(({ span }) => span[0] < start && span[1] >= start) === true,
    section: headers.findLast(isAbove)?.path ?? [],
    sections: headers.map(({ path }) => path),
    has: (keyPath) => read !== undefined && valueAt(read.root, keyPath) !== undefined,
  }
}

// The comment block above a key, read: prose describes the key, lines that start with @ say how it is to be filled.
import type { Range } from "./diagnostic.ts"

export type ValueType = "url" | "email" | "port" | "int" | "float" | "bool" | "json" | "pem"

export interface Directives {
  /** The prose of the block, its lines joined by a line end. */
  readonly description?: string
  /** May stay blank: a blank key is then left out of the effective document. */
  readonly optional: boolean
  /** The installer sets it; the version may leave it blank. */
  readonly install: boolean
  /** Its value can never be revealed. */
  readonly sealed: boolean
  readonly type?: ValueType | { readonly enum: readonly string[] }
  readonly startsWith?: string
  readonly generate?: "hex32" | "uuid" | "password"
  readonly docs?: string
  readonly example?: string
}

/** What could not be understood; `checkDirectives` turns it into diagnostics. */
export interface DirectiveProblem {
  readonly kind: "unknown" | "argument" | "place"
  readonly name: string
  readonly wanted?: string
  readonly range: Range
}

export const noDirectives: Directives = { optional: false, install: false, sealed: false }

// What the checks say about a document: data, never an exception, and never a value of the document.
//
// Lines and columns count from 1 in Unicode code points, `endColumn` is exclusive, a byte order mark counts nothing.
export type Severity = "error" | "warning" | "hint"

export type DiagnosticCode =
  | "toml.syntax"
  | "toml.duplicate_key"
  | "toml.too_large"
  | "toml.too_deep"
  | "toml.not_utf8"
  | "env.impossible"
  | "env.not_mapped"
  | "env.reserved"
  | "secret.blank"
  | "secret.required_missing"
  | "secret.whitespace_only"
  | "secret.unchanged_placeholder"
  | "secret.not_declared"
  | "secret.looks_like_private_key_in_git"
  | "comment.looks_like_credential"
  | "reference.unknown"
  | "reference.reserved"
  | "reference.sealed"
  | "overlay.type"
  | "directive.unknown"
  | "directive.value"
  | "streamlit.old_parser"

export interface Range {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly message: string
  readonly range: Range
  readonly keyPath: readonly string[]
  readonly help?: string
}

/** @returns true when one of them forbids saving */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error")
}

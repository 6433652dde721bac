// What a secrets text is held against: whose document it is, what its template asks for, what the code reads. No value in it.

/** A key that somebody knows of besides the text: from `templates.create`, or from a document's `keys`. */
export interface KnownKey {
  readonly keyPath: readonly string[]
  readonly required: boolean
  readonly readBy: readonly { readonly file: string; readonly line: number }[]
  readonly description?: string | null
  /** Of an install: who holds the key's value now. */
  readonly origin?: "version" | "install"
  readonly set?: boolean
}

/** One place where the module's code reads a key, as a version or a template lists it. */
export interface CodeRead {
  readonly keyPath: readonly string[]
  readonly file: string
  readonly line: number
  readonly source: "secret" | "environment" | "query" | "connection"
  readonly optional: boolean
}

export interface EditorContext {
  readonly kind: "version" | "install"
  /** The repository's template as a text. */
  readonly template?: string | undefined
  /** Of an install: the version's document, masked. Without it only what the overlay says by itself is checked. */
  readonly version?: string | undefined
  readonly keys?: readonly KnownKey[] | undefined
  readonly reads?: readonly CodeRead[] | undefined
  /** The release, where it is known. */
  readonly streamlit?: string | undefined
  /** Of an install: key paths that may be set although the version's document does not name them. */
  readonly declared?: readonly (readonly string[])[] | undefined
  /** Keys of the template that the author says the module does not need. */
  readonly acknowledgeMissing?: readonly (readonly string[])[] | undefined
}

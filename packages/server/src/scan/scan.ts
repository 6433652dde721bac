// What the code scan finds in a commit. Every `file` is a path in the repository; what it says is read from the text alone.
import type { AuthField } from "@modkeep/contract/auth/resolve-auth"
import type { KeyRead } from "@modkeep/toml/key-read"

export interface ScannedRead extends KeyRead {
  readonly source: "secret" | "environment" | "query" | "connection"
  readonly optional: boolean
  /** In a file that the entry point or one of its pages imports, as far as imports tell. */
  readonly reached: boolean
}

export interface DynamicRead {
  readonly source: "secret" | "environment"
  /** Where in the document; empty: at its root. */
  readonly keyPath: readonly string[]
  /** `key`: a key that only running the code would tell. `whole`: all keys, `dict(st.secrets)`. */
  readonly kind: "key" | "whole"
  readonly file: string
  readonly line: number
}

export interface ScannedPage {
  /** In the page's address; empty for the first page. */
  readonly path: string
  readonly title: string
  /** Left out for a page that is a function. */
  readonly file?: string
}

export interface ScannedImport {
  /** Dotted, as written; the module's own files are not among them. */
  readonly module: string
  readonly file: string
  readonly line: number
  /** Inside a `try` that goes on when the import fails. */
  readonly inTry: boolean
  /** Runs when the file is imported (not inside a function). */
  readonly topLevel: boolean
}

/** A value that is read once and kept: a live update reaches it only by a restart. */
export interface StaleCopy {
  /** `global`: when an imported file is loaded. `cached`: in a function whose result Streamlit or Python keeps. */
  readonly kind: "global" | "cached"
  readonly keyPath: readonly string[]
  readonly file: string
  readonly line: number
}

export interface ScanProblem {
  readonly file: string
  readonly line: number
  readonly message: string
}

export interface Scan {
  readonly reads: readonly ScannedRead[]
  readonly dynamic: readonly DynamicRead[]
  /** Files that can be run, from the root directory, the likeliest first. */
  readonly entrypoints: readonly string[]
  /** Of the entry point that was given, else of the likeliest. */
  readonly pages: readonly ScannedPage[]
  readonly auth: { readonly profile?: "clarifai"; readonly fields: readonly AuthField[] }
  /** Of the entry point, its pages and the module's own files that they import. */
  readonly imports: readonly ScannedImport[]
  readonly staleCopies: readonly StaleCopy[]
  /** The module hides Streamlit's own navigation. */
  readonly hidesNavigation?: { readonly file: string; readonly line: number }
  readonly problems: readonly ScanProblem[]
}

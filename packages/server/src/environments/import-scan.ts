// The imports of the module's code as the static scan finds them; this room only reads them.
export interface ScannedImport {
  /** Dotted, as written: `clarifai_utils.auth.helper`. */
  readonly module: string
  /** Path in the repository. */
  readonly file: string
  readonly line: number
  /** Inside a `try`: its failure does not count. */
  readonly inTry: boolean
  /** Runs when the file is imported (not inside a function). */
  readonly topLevel: boolean
}

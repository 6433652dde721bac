// A Python environment on disk: built once per lock, interpreter and platform, read-only, shared by every version with that id.
export interface Environment {
  /** sha256 (hex) of lock, interpreter and platform; also the folder's name. */
  readonly id: string
  readonly path: string
  /** The interpreter to run: `<path>/bin/python`. */
  readonly python: string
  /** The interpreter's own prefix, which must be visible where the environment runs (it may lie in a private folder). */
  readonly pythonPrefix: string
  /** `3.11.7` */
  readonly pythonVersion: string
  /** The Streamlit release, `1.23.1`. */
  readonly streamlit: string
  /** requirements.txt text with hashes. */
  readonly lock: string
  readonly sizeBytes: number
  readonly files: number
  /** Distributions that were built from source, `antlr4-python3-runtime==4.9.3`. */
  readonly sourceBuilt: readonly string[]
  /** True when an earlier build was used again. */
  readonly reused: boolean
}

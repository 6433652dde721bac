// What a resolve decided: exact releases with hashes, the interpreter they fit, and what the author should know about it.
import type { Interpreter } from "./interpreter.ts"

export interface Resolution {
  /** requirements.txt text: every distribution pinned, with the hashes of its files. Kept as the version's lock. */
  readonly lock: string
  readonly interpreter: Interpreter
  /** The Streamlit release in the lock, `1.23.1`. */
  readonly streamlit: string
  /** The date the index was read as of (ISO 8601), or undefined for today and for locks that the author brought. */
  readonly asOf: string | undefined
  /** Distributions with no wheel that fits, to be built in the sandbox, `antlr4-python3-runtime==4.9.3`. */
  readonly sourceOnly: readonly string[]
  readonly warnings: readonly string[]
}

// What a process may use when its install says nothing. Streamlit with pandas and a plot takes 200–300 MB.
import type { ProcessLimits } from "../engine.ts"

const mebibyte = 1024 * 1024

export const defaultLimits = {
  memoryBytes: 1024 * mebibyte,
  processes: 256,
  openFiles: 4_096,
  fileBytes: 2_048 * mebibyte,
  diskBytes: 4_096 * mebibyte,
} as const satisfies ProcessLimits

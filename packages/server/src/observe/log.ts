// The one logger, on standard error: JSON lines, or lines for people where a terminal reads them; with the request id where there
// is one. Values of secrets never get here: plaintext travels in `Sealed`, which prints as ***, and credential-like fields are cut
// by name as a second fence.
import { type Logger, pino } from "pino"

import { terminalLine } from "./terminal-line.ts"

export type Log = Logger

const redacted = ["authorization", "cookie", "token", "password", "secret", "value", "text"]
/** What a reader that stands still may leave unread; beyond it lines are dropped rather than memory filled. */
const UNREAD_CHARACTERS_MAX = 16 * 1_048_576

export function createLog(level: string, isTerminal = process.stderr.isTTY): Log {
  const lines = pino.destination({ dest: 2, sync: false, maxLength: UNREAD_CHARACTERS_MAX })
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: "***" },
    },
    isTerminal ? { write: (line: string) => lines.write(terminalLine(line)) } : lines,
  )
}

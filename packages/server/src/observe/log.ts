// The one logger: JSON lines on standard error, with the request id where there is one. Values of secrets never get here:
// plaintext travels in `Sealed`, which prints as ***, and credential-like fields are cut by name as a second fence.
import { type Logger, pino } from "pino"

export type Log = Logger

const redacted = ["authorization", "cookie", "token", "password", "secret", "value", "text"]

export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: "***" },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}

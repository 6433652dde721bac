// Why a process ended, in words its owner can act on, from the exit report and the last lines of its log.
import type { ExitReport, LogLine } from "../engine.ts"
import type { Failure } from "./life.ts"

const linesKept = 20

/** What to do about an end whose reason the engine knows better than the log. */
const mends: Partial<Record<ExitReport["cause"], string>> = {
  memory: ". Raise the install's memory limit, or let the module hold less",
  disk: "",
  processes: ". Raise the install's limit of processes, or let the module start fewer",
  hung: ". Look in its log for what it did last",
}

/** @returns undefined when the end was not the module's doing. */
export function describeExit(
  exit: ExitReport,
  lines: readonly LogLine[],
  wasReady: boolean,
): Failure | undefined {
  if (exit.cause === "engine" || exit.cause === "stopped") return undefined
  const texts = lines.map((line) => line.text)
  const reason = knownReason(exit, texts) ?? exit.reason
  const kind = wasReady ? "crash" : "start"
  return { kind, reason, logLines: texts.slice(-linesKept), exit }
}

function knownReason(exit: ExitReport, lines: readonly string[]): string | undefined {
  // The engine's own sentence already names the limit.
  const mend = mends[exit.cause]
  if (mend !== undefined) return `${exit.reason}${mend}`
  for (const line of lines.toReversed()) {
    const missing = /^(?:\S+: )?ModuleNotFoundError: No module named '([^']+)'/.exec(line)?.[1]
    if (missing !== undefined) {
      return `The module imports "${missing}", which is not installed. Add it to the dependencies`
    }
    const library = /^ImportError: (lib[\w.+-]+): cannot open shared object file/.exec(line)?.[1]
    if (library !== undefined) {
      return `The system library "${library}" is missing on this machine. Install it, or use a package that brings it`
    }
    if (/^MemoryError\b/.test(line)) {
      return "The module ran out of memory. Raise the install's memory limit"
    }
    if (line.startsWith("OSError: [Errno 28]")) {
      return "There was no disk space left. Free some, or raise the install's disk limit"
    }
    if (line.includes("Too many open files")) {
      return "The module opened too many files. Raise the install's limit of open files"
    }
  }
  return undefined
}

// Tells a person what a script is doing: one line per step on stderr, with the time it took. stdout stays free for data.
const width = 10

/** Runs `work` as one step; its answer is the text of the line. A step that throws prints nothing: the caller says why. */
export async function step(name, work) {
  const from = performance.now()
  const text = await work()
  if (text !== undefined) line(name, `${text}  (${duration(performance.now() - from)})`)
}

export function line(name, text) {
  process.stderr.write(`  ${name.padEnd(width)} ${text}\n`)
}

/** `14 ms`, `3.2 s`, `2 min 5 s`. */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** A failure that a person can mend: printed as it stands, without a stack. */
export class Trouble extends Error {}

/** Ends the script: what went wrong in plain words for a `Trouble`, the whole error for a bug. */
export function fail(error) {
  process.stderr.write(
    error instanceof Trouble ? `\n${error.message}\n` : `\n${error?.stack ?? error}\n`,
  )
  process.exitCode = 1
}

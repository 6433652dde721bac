// What a build says while it works: one event per thing a person would want to know, in order, never a value of a secret.
export type ProgressStep =
  | "dependencies"
  | "python"
  | "resolve"
  | "download"
  | "build"
  | "compile"
  | "check"

export interface ProgressEvent {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly step: ProgressStep
  /** One line; what a tool prints is passed on cleaned of control characters and cut at 2,000 characters. */
  readonly text: string
  readonly level: "info" | "warning" | "error"
}

export type OnProgress = (event: ProgressEvent) => void

export type Tell = (step: ProgressStep, text: string, level?: ProgressEvent["level"]) => void

export function teller(onProgress: OnProgress | undefined, clock: { now(): number }): Tell {
  return (step, text, level = "info") => {
    const line = text
      // oxlint-disable-next-line no-control-regex -- a tool's colours and cursor moves are what is taken out
      .replaceAll(/\u001B(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007)/gu, "")
      .replaceAll(/\p{Cc}+/gu, " ")
      .trim()
      .slice(0, 2_000)
    if (line !== "") onProgress?.({ at: clock.now(), step, text: line, level })
  }
}

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

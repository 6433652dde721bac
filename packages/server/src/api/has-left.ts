// Whether this was thrown because the caller left: that what was asked for stopped then is no failure, and answers nobody.
export function hasLeft(thrown: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && thrown === signal.reason
}

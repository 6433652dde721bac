// What one environment and one build may take; each has a fault that names it.
export interface EnvironmentLimits {
  readonly sizeBytesMax: number
  readonly filesMax: number
  readonly buildTimeoutMs: number
  readonly importCheckTimeoutMs: number
}

export const defaultLimits: EnvironmentLimits = {
  sizeBytesMax: 4 * 1024 ** 3,
  filesMax: 100_000,
  buildTimeoutMs: 15 * 60_000,
  importCheckTimeoutMs: 120_000,
}

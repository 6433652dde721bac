// What the exit status of `modkeep` means. Scripts rely on these numbers.
export const exitCode = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  notFound: 3,
  refused: 4,
  diagnostics: 5,
  conflict: 6,
  unreachable: 7,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

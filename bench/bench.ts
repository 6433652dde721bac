// What a measurement gives: a table that can be printed, with what must be said about it. Never a made-up row: an opponent that
// cannot be had is named in the notes.

export interface BenchOptions {
  /** Rounds of A B A B …; ratios are medians over them. */
  readonly pairs: number
}

export interface BenchResult {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>

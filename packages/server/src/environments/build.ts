// One build under way: what its steps share, and the time it has left.
import type { BuildChoices } from "./build-choices.ts"
import type { JobFolder } from "./job-folder.ts"
import type { Tell } from "./progress.ts"
import type { Resolution } from "./resolution.ts"
import type { Workshop } from "./workshop.ts"

export interface Build {
  readonly workshop: Workshop
  readonly resolution: Resolution
  readonly choices: BuildChoices
  readonly job: JobFolder
  /** The environment in the making. */
  readonly folder: string
  readonly deadline: number
  readonly tell: Tell
  readonly signal: AbortSignal | undefined
}

/** At least a second, so that the step itself says that the time is over. */
export function remainingMs({ workshop, deadline }: Build): number {
  return Math.max(1_000, deadline - workshop.clock.now())
}

// What every route can answer with that reads a commit of a repository.
import type { FaultCode } from "../faults.ts"

export const gitFaults = [
  "git.ref",
  "git.ref_not_found",
  "git.repository_not_found",
  "git.access_denied",
  "git.unreachable",
  "git.host_refused",
  "git.too_slow",
  "git.too_large",
  "git.directory_not_found",
  "git.unsafe_tree",
  "git.empty",
  "git.failed",
] as const satisfies readonly FaultCode[]

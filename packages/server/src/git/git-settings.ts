// The options of the Git room with their defaults filled in, and the deadline that one operation shares among its calls.
import { lookup } from "node:dns/promises"
import { systemClock } from "#base/clock.ts"
import { defaultGitLimits, type GitLimits, type GitOptions } from "./git-options.ts"

export interface GitSettings extends Required<
  Omit<GitOptions, "proxy" | "certificatesFile" | "limits">
> {
  readonly proxy?: string
  readonly certificatesFile?: string
  readonly limits: GitLimits
}

export function gitSettings(options: GitOptions): GitSettings {
  return {
    allowPrivateHosts: [],
    memoryFolder: "/dev/shm",
    clock: systemClock,
    lookup: (host) => lookup(host, { all: true }),
    ...options,
    limits: { ...defaultGitLimits, ...options.limits },
  }
}

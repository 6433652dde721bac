// The lock: requirements.txt text in which every distribution is pinned and carries the hashes of its files.
import { invariant } from "#base/invariant.ts"

import { type Requirement, parseRequirement } from "./requirement.ts"

/** Text that uv or this room wrote; each line of it counts. */
export function readLock(lock: string): Requirement[] {
  return lockLines(lock).map((line) => {
    const requirement = parseRequirement(line)
    invariant(requirement !== undefined, "a lock holds plain requirements only")
    return requirement
  })
}

/** One line for each distribution, its hashes beside it; comments left out. */
export function lockLines(lock: string): string[] {
  return lock
    .replaceAll(/\\\r?\n/gu, " ")
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
}

export function writeLock(requirements: readonly Requirement[]): string {
  return requirements
    .map((one) => [one.text, ...one.hashes.map((hash) => `    --hash=${hash}`)].join(" \\\n"))
    .map((entry) => `${entry}\n`)
    .join("")
}

/**
 * Hashes that the author wrote decide, not those that the index names today.
 * @returns the names whose author's hashes the index no longer knows, and the lock.
 */
export function keepAuthorHashes(
  resolved: readonly Requirement[],
  author: readonly Requirement[],
): { lock: Requirement[]; strangers: string[] } {
  const strangers: string[] = []
  const lock = resolved.map((one) => {
    // A lock may hold several releases of a name, each under a condition of its own.
    const own = author
      .filter((line) => line.name === one.name && (line.pin ?? one.pin) === one.pin)
      .flatMap((line) => line.hashes)
    if (own.length === 0) return one
    const hashes = one.hashes.filter((hash) => own.includes(hash))
    if (hashes.length === 0) strangers.push(one.text)
    return { ...one, hashes }
  })
  return { lock, strangers }
}

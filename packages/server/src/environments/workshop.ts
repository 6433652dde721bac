// Where environments are made: folders, tools, interpreters and limits, found once and handed to every step.
import type { Clock } from "#base/clock.ts"

import type { Environment } from "./environment.ts"
import type { Tools } from "./find-tools.ts"
import type { Interpreter } from "./interpreter.ts"
import type { EnvironmentLimits } from "./limits.ts"

export interface Workshop {
  /** Holds the environments, one folder per id; with uv's cache and the builds under way in it, so that hard links work. */
  readonly folder: string
  readonly tools: Tools
  /** Newest first; one that is fetched later is added. */
  readonly interpreters: Interpreter[]
  /** Whether uv may fetch a Python that the machine lacks. */
  readonly downloadsPythons: boolean
  /** Variables that uv needs to reach the index: proxies, certificates, index addresses. No other variable reaches a build. */
  readonly network: Readonly<Record<string, string>>
  /** Who builds run as when the server is root. */
  readonly user: BuildUser | undefined
  readonly limits: EnvironmentLimits
  readonly clock: Clock
  /** Builds under way by id: a second request for the same id waits for the first. */
  readonly underWay: Map<string, Promise<Environment>>
}

export interface BuildUser {
  readonly uid: number
  readonly gid: number
}

/** uv's cache: written only by steps that run no code of packages. */
export function cacheFolder(workshop: Workshop): string {
  return `${workshop.folder}/.cache`
}

/** Parent of the temporary folders of builds; whatever lies here at a start was interrupted and is removed. */
export function buildingFolder(folder: string): string {
  return `${folder}/.building`
}

/** Pythons that uv fetched for us. */
export function pythonsFolder(folder: string): string {
  return `${folder}/.pythons`
}

/** Compiled files by distribution, linked into environments. */
export function bytecodeFolder(folder: string): string {
  return `${folder}/.bytecode`
}

// Puts installs to sleep while memory is short, one at a look, and brings back those that never sleep once it is well again.
//
// A look costs a few small files of the kernel and, with a budget, one question to the engine. The next install goes only when the one before is
// gone and memory has been looked at again.
import type { InstallId } from "@modkeep/contract/ids"

import type { Engine } from "../engine.ts"
import { chooseSleeper, type Sleeper } from "./choose-sleeper.ts"
import { type MemoryLimits, type Pressure, pressureOf } from "./pressure.ts"
import type { Timekeeper } from "./timekeeper.ts"

export interface ReliefParts {
  readonly engine: Pick<Engine, "memory">
  readonly timekeeper: Timekeeper
  readonly limits: MemoryLimits
  running(): Sleeper[]
  /** Resolves when the memory is free. */
  relieve(install: InstallId, reason: string): Promise<void>
  /** It never sleeps, and had to. */
  bringBack(install: InstallId): void
  warn(what: string, detail: Readonly<Record<string, unknown>>): void
}

const lookMs = 5_000
const lookShortMs = 1_000
// The kernel's figure is an average over ten seconds: what the last one freed shows in it only then.
const stalledPauseMs = 10_000
const bringBackMs = 60_000
const bringBackLongestMs = 3_600_000

interface Absent {
  readonly dueAt: number
  /** How often in a row it had to go. */
  readonly times: number
  isAway: boolean
}

export class Relief {
  readonly #parts: ReliefParts
  readonly #absent = new Map<InstallId, Absent>()
  #callOff = () => {}
  #isShort = false
  #isHelpless = false
  #isBlind = false
  #isClosed = false

  constructor(parts: ReliefParts) {
    this.#parts = parts
  }

  begin(): void {
    this.#next(lookMs)
  }

  close(): void {
    this.#isClosed = true
    this.#callOff()
  }

  #next(ms: number): void {
    if (this.#isClosed) return
    this.#callOff = this.#parts.timekeeper.after(ms, () => void this.#look())
  }

  async #look(): Promise<void> {
    let pauseMs = lookMs
    try {
      const memory = await this.#parts.engine.memory()
      this.#isBlind = false
      const pressure = pressureOf(memory, this.#parts.limits, this.#isShort)
      this.#isShort = pressure !== undefined
      if (pressure === undefined) this.#allWell()
      else pauseMs = await this.#free(pressure)
    } catch (error) {
      if (!this.#isBlind) this.#parts.warn("It cannot be told whether memory is short", { error })
      this.#isBlind = true
    }
    this.#next(pauseMs)
  }

  /** @returns the pause until the next look */
  async #free({ reason, isSevere, signal }: Pressure): Promise<number> {
    const { timekeeper, running, relieve, warn } = this.#parts
    const chosen = chooseSleeper(running(), { now: timekeeper.now(), isSevere })
    if (this.#isClosed) return lookMs
    if (chosen === undefined) {
      if (!this.#isHelpless) warn("Memory is short, and no page may be put to sleep", { reason })
      this.#isHelpless = true
      return lookMs
    }
    this.#isHelpless = false
    if (chosen.neverSleeps) this.#remember(chosen.install)
    await relieve(chosen.install, reason)
    return signal === "stalled" ? stalledPauseMs : lookShortMs
  }

  #remember(install: InstallId): void {
    const times = (this.#absent.get(install)?.times ?? 0) + 1
    const waitMs = Math.min(bringBackMs * 2 ** (times - 1), bringBackLongestMs)
    const dueAt = this.#parts.timekeeper.now() + waitMs
    this.#absent.set(install, { times, dueAt, isAway: true })
  }

  /** One at a look: memory is looked at again before the next. */
  #allWell(): void {
    this.#isHelpless = false
    const now = this.#parts.timekeeper.now()
    for (const [install, absent] of this.#absent) {
      if (absent.isAway && absent.dueAt <= now) {
        absent.isAway = false
        this.#parts.bringBack(install)
        return
      }
      // Long back and never in the way again: the next time begins the waiting anew.
      if (now - absent.dueAt > bringBackLongestMs) this.#absent.delete(install)
    }
  }
}

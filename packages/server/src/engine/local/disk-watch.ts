// Watches the disk that running installs take, because no quota does: one measurement after the other, a pause between rounds.
import type { InstallId, ProcessId } from "@modkeep/contract/ids"

import { diskUsage } from "./disk-usage.ts"

export interface Watched {
  readonly process: ProcessId
  readonly install: InstallId
  readonly paths: readonly string[]
  readonly diskBytesMax: number
}

export class DiskWatch {
  readonly #watched: () => readonly Watched[]
  readonly #pauseMs: number
  readonly #over: (watched: Watched, usedBytes: number) => void
  #timer: NodeJS.Timeout
  #isClosed = false

  constructor(
    watched: () => readonly Watched[],
    over: (watched: Watched, used: number) => void,
    pauseMs: number,
  ) {
    this.#pauseMs = pauseMs
    this.#watched = watched
    this.#over = over
    this.#timer = setTimeout(() => void this.#round(), this.#pauseMs).unref()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    for (const one of this.#watched()) {
      if (this.#isClosed) return
      const used = await diskUsage(one.paths).catch(() => undefined)
      if (used !== undefined && used > one.diskBytesMax && !this.#isClosed) this.#over(one, used)
    }
  }

  async #round(): Promise<void> {
    await this.#look()
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#round(), this.#pauseMs).unref()
  }
}

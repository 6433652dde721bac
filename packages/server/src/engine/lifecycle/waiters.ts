// Callers that wait for an install to run, to be replaced, or for processes to be gone. Each is settled once.
import type { ProcessId } from "@modkeep/contract/ids"

type Goal = "running" | "replaced"

export class Waiters {
  #goals: { readonly goal: Goal; readonly promise: PromiseWithResolvers<void> }[] = []
  #ends: {
    readonly processes: Set<ProcessId>
    readonly promise: PromiseWithResolvers<void>
  }[] = []

  #givenUp: Error | undefined

  wait(goal: Goal): Promise<void> {
    if (this.#givenUp !== undefined) return Promise.reject(this.#givenUp)
    const promise = Promise.withResolvers<void>()
    this.#goals.push({ goal, promise })
    return promise.promise
  }

  /** Resolves once none of these processes is left. */
  waitForEnd(processes: Iterable<ProcessId>): Promise<void> {
    const left = new Set(processes)
    if (left.size === 0) return Promise.resolve()
    if (this.#givenUp !== undefined) return Promise.reject(this.#givenUp)
    const promise = Promise.withResolvers<void>()
    this.#ends.push({ processes: left, promise })
    return promise.promise
  }

  reached(goal: Goal): void {
    for (const one of this.#take(goal)) one.promise.resolve()
  }

  /** `why` is made only when someone waits: most installs change with nobody looking. */
  failed(goal: Goal, why: () => Error): void {
    const taken = this.#take(goal)
    if (taken.length === 0) return
    const error = why()
    for (const one of taken) one.promise.reject(error)
  }

  gone(process: ProcessId): void {
    this.#ends = this.#ends.filter((one) => {
      one.processes.delete(process)
      if (one.processes.size > 0) return true
      one.promise.resolve()
      return false
    })
  }

  /** Nothing will happen any more: whoever waits, now or later, is told. */
  giveUp(error: Error): void {
    this.#givenUp = error
    this.failed("running", () => error)
    this.failed("replaced", () => error)
    for (const one of this.#ends.splice(0)) one.promise.reject(error)
  }

  #take(goal: Goal): { readonly promise: PromiseWithResolvers<void> }[] {
    const taken = this.#goals.filter((one) => one.goal === goal)
    this.#goals = this.#goals.filter((one) => one.goal !== goal)
    return taken
  }
}

// Notices a query that goes around the transaction it runs in: it would wait for the connection that its own caller holds.
import { AsyncLocalStorage } from "node:async_hooks"
import { invariant } from "#base/invariant.ts"

export class TransactionGuard {
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>()

  /** Runs the body of a transaction. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const transaction = { open: true }
    try {
      return await this.#inside.run(transaction, work)
    } finally {
      // Work that was started inside and goes on afterwards (an event, a timer) is free again.
      transaction.open = false
    }
  }

  /** To be called wherever a connection is asked for. */
  check(): void {
    invariant(this.#inside.getStore()?.open !== true, "inside a transaction only its tx is used")
  }
}

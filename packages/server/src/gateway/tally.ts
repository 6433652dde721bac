// Counts answers by status and refusals by code, for `/metrics`. Never by install or person.
import type { FaultCode } from "@modkeep/contract/faults"

export class Tally {
  readonly answers = new Map<number, number>()
  readonly refusals = new Map<FaultCode, number>()

  answered(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1)
  }

  refused(code: FaultCode): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1)
  }
}

// A fault: something went wrong that the caller is told about by a stable code and one public sentence.
//
// `public` reaches the caller and ends with what to do. `detail` and `cause` reach the log only. None of the three ever holds
// a secret value. Extra `problem` members (diagnostics, the installs in the way) travel in the answer beside the code.
import { type FaultCode, faults } from "@modkeep/contract/faults"

interface FaultParts {
  readonly public: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly problem?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

export class Fault extends Error {
  override readonly name = "Fault"
  readonly code: FaultCode
  readonly public: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly problem: Readonly<Record<string, unknown>>

  constructor(code: FaultCode, parts: FaultParts) {
    super(`${code}: ${parts.public}`, parts.cause === undefined ? {} : { cause: parts.cause })
    this.code = code
    this.public = parts.public
    this.detail = parts.detail ?? {}
    this.problem = parts.problem ?? {}
  }

  /** HTTP status of the answer, from the fault table. */
  get status(): number {
    return faults[this.code].status
  }
}

// The only carrier of plaintext secrets. Printing, JSON, templates and errors show `***`; `reveal` is the one way out.
//
// Who may call `reveal` is a list in ARCHITECTURE.md that lint enforces.
import { inspect } from "node:util"

export class Sealed<T = string> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  /** The plaintext. Callers are a closed list: see ARCHITECTURE.md. */
  reveal(): T {
    return this.#value
  }

  toString(): string {
    return "***"
  }

  toJSON(): string {
    return "***"
  }

  [inspect.custom](): string {
    return "Sealed(***)"
  }
}

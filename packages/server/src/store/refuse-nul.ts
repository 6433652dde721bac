// Refuses text with the character NUL in it, before it reaches either database: PostgreSQL cannot hold it, SQLite cuts there.
//
// JSON columns are free to: JSON writes it as an escape.
import { Fault } from "#base/fault.ts"

export function refuseNul(parameters: readonly unknown[]): void {
  for (const parameter of parameters) {
    if (typeof parameter !== "string" || !parameter.includes("\0")) continue
    throw new Fault("request.malformed", {
      public: "Text cannot hold the character NUL (U+0000). Remove it and try again",
    })
  }
}

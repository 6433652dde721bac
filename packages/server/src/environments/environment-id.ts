// The address of an environment by its content: equal locks on the same interpreter and platform are one environment.
import { createHash } from "node:crypto"

import type { Interpreter } from "./interpreter.ts"

export function environmentId(lock: string, interpreter: Interpreter): string {
  // The path counts: an environment is tied to the installation it was made from.
  const parts = ["environment 1", lock, interpreter.path, interpreter.version, interpreter.platform]
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex")
}

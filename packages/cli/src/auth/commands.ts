// The verbs of `modkeep auth`.
import type { Command } from "../command.ts"

export const authCommands: readonly Command[] = [
  {
    words: "auth show",
    summary: "Show where each field of a module's sign-in comes from",
    examples: [["modkeep auth show demo/hello", "environment, query or missing; never a value"]],
    operands: [{ name: "INSTALL", what: "ins_…, APP/INSTALL, or its name alone" }],
    notes: "Exit status 1 when the fields do not make a sign-in.",
    load: async () => (await import("./show.ts")).showAuth,
  },
]

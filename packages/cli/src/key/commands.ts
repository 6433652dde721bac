// The verbs of `modkeep key`.
import type { Command } from "../command.ts"

export const keyCommands: readonly Command[] = [
  {
    words: "key status",
    summary: "Show the root key's state: where it is kept, and whether a copy was put away",
    examples: [["modkeep key status", "no part of the key itself"]],
    load: async () => (await import("./status.ts")).showKey,
  },
  {
    words: "key export",
    summary: "Print the root key, to keep a copy of it elsewhere",
    examples: [
      [
        'modkeep key export --reason "copy for the safe" > root.key',
        "the file, as a new machine needs it",
      ],
      ["modkeep key export --acknowledge --reason …", "also notes that the copy is safe"],
    ],
    options: {
      reason: { what: "Why; it is recorded before the key is shown", value: "TEXT" },
      acknowledge: { what: "Note that the copy is kept safe" },
    },
    notes:
      "Whoever has this key and the data can read every value. Keep the copy apart from the data and its backups.",
    load: async () => (await import("./export.ts")).exportKey,
  },
]

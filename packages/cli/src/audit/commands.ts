// The verbs of `modkeep audit`.
import type { Command } from "../command.ts"
import { limitOption } from "../print-list.ts"

export const auditCommands: readonly Command[] = [
  {
    words: "audit list",
    summary: "List what was done, newest first",
    examples: [
      ["modkeep audit list --limit 20", "the last 20"],
      ["modkeep audit list --subject ins_…", "of one thing"],
    ],
    options: {
      subject: { what: "Of this module, version, app, install or token", value: "ID" },
      action: { what: "Of this kind, such as secrets.revealed", value: "ACTION" },
      owner: { what: "Of this owner", value: "OWNER" },
      ...limitOption,
    },
    load: async () => (await import("./list.ts")).listAudit,
  },
]

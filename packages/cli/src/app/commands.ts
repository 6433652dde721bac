// The verbs of `modkeep app`.
import type { Command } from "../command.ts"
import { yesOption } from "../confirm-deletion.ts"
import { limitOption } from "../print-list.ts"

export const appCommands: readonly Command[] = [
  {
    words: "app create",
    summary: "Create an app",
    examples: [["modkeep app create demo", "then: modkeep install create demo hello@1"]],
    operands: [{ name: "NAME", what: "Its name" }],
    options: { owner: { what: "Owner's id; your own when left out", value: "OWNER" } },
    load: async () => (await import("./create.ts")).createApp,
  },
  {
    words: "app list",
    summary: "List apps",
    examples: [["modkeep app list", "all that you may see"]],
    options: limitOption,
    load: async () => (await import("./list.ts")).listApps,
  },
  {
    words: "app delete",
    summary: "Delete an app without installs",
    examples: [["modkeep app delete demo", "refused while it has installs"]],
    operands: [{ name: "APP", what: "Its name or id" }],
    options: yesOption,
    load: async () => (await import("./delete.ts")).deleteApp,
  },
]

// The verbs of `modkeep person`.
import type { Command } from "../command.ts"
import { yesOption } from "../confirm-deletion.ts"
import { limitOption } from "../print-list.ts"

const person = { name: "PERSON", what: "Name or id, from modkeep person list" }

export const personCommands: readonly Command[] = [
  {
    words: "person list",
    summary: "List the people of this server",
    examples: [["modkeep person list", "who they are, and whether they are operators"]],
    options: limitOption,
    load: async () => (await import("./list.ts")).listPeople,
  },
  {
    words: "person invite",
    summary: "Invite somebody: prints a link that signs them in once",
    examples: [['modkeep person invite "Dana Reyes"', "hand them the link within an hour"]],
    operands: [{ name: "NAME", what: "What they sign in with; they may change it" }],
    load: async () => (await import("./invite.ts")).invitePerson,
  },
  {
    words: "person link",
    summary: "Print a new sign-in link for somebody who lost password or link",
    examples: [['modkeep person link "Dana Reyes"', "works once, within an hour"]],
    operands: [person],
    load: async () => (await import("./link.ts")).linkPerson,
  },
  {
    words: "person update",
    summary: "Make somebody an operator, or no longer one",
    examples: [['modkeep person update "Dana Reyes" --operator yes', "may see to people and keys"]],
    operands: [person],
    options: { operator: { what: "Operator or not", value: "CHOICE", choices: ["yes", "no"] } },
    load: async () => (await import("./update.ts")).updatePerson,
  },
  {
    words: "person remove",
    summary: "Remove somebody: they are out at once",
    examples: [['modkeep person remove "Dana Reyes"', "what they alone owned becomes yours"]],
    operands: [person],
    options: yesOption,
    load: async () => (await import("./remove.ts")).removePerson,
  },
]

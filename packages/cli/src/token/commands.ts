// The verbs of `modkeep token`.
import type { Command } from "../command.ts"
import { yesOption } from "../confirm-deletion.ts"
import { limitOption } from "../print-list.ts"

export const tokenCommands: readonly Command[] = [
  {
    words: "token create",
    summary: "Make an API token; its value is shown once",
    examples: [
      ["modkeep token create ci --scope read --scope deploy --days 90", "prints the token, once"],
      [
        "modkeep token create me --scope read --scope secrets | modkeep login --token-stdin",
        "straight to where it is used",
      ],
    ],
    operands: [{ name: "NAME", what: "What it is for" }],
    options: {
      scope: {
        what: "What it allows",
        value: "SCOPE",
        isMany: true,
        choices: ["read", "deploy", "install", "secrets", "reveal", "tokens", "operator"],
      },
      days: { what: "Days until it expires; never when left out", value: "NUMBER" },
      owner: { what: "Only for this owner's things", value: "OWNER" },
    },
    load: async () => (await import("./create.ts")).createToken,
  },
  {
    words: "token list",
    summary: "List tokens",
    examples: [["modkeep token list", "names, scopes, last use; never values"]],
    options: limitOption,
    load: async () => (await import("./list.ts")).listTokens,
  },
  {
    words: "token revoke",
    summary: "Revoke a token",
    examples: [["modkeep token revoke tok_…", "it stops working at once"]],
    operands: [{ name: "TOKEN", what: "Its id, from modkeep token list" }],
    options: yesOption,
    refuse: (operands) =>
      operands.some((operand) => operand.startsWith("mk_"))
        ? "A token's value never goes into the arguments: name it by its id, from modkeep token list"
        : undefined,
    load: async () => (await import("./revoke.ts")).revokeToken,
  },
]

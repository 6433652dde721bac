// login, logout, whoami and completion.
import type { Command } from "../command.ts"

export const sessionCommands: readonly Command[] = [
  {
    words: "login",
    summary: "Sign in to a server with a sign-in link or an API token",
    examples: [
      [
        'modkeep login "http://localhost:8700/sign-in?link=…"',
        "with the link that npm start or modkeep sign-in-link printed",
      ],
      ["modkeep login", "asks for a token of http://localhost:8700"],
      ["modkeep login https://modules.example.org", "another server"],
      [
        "modkeep login --token-stdin < token.txt",
        "for scripts; MODKEEP_SERVER and MODKEEP_TOKEN work without a login",
      ],
    ],
    operands: [
      {
        name: "URL",
        what: "Sign-in link, or address of the server; http://localhost:8700 when left out",
        isOptional: true,
      },
    ],
    options: { "token-stdin": { what: "Read the token from stdin" } },
    notes:
      "A sign-in link is spent and makes a token for this machine. Other tokens are made in the console, by modkeep token create, or by\nthe server's first start (MODKEEP_ADMIN_TOKEN_FILE).\nIt is kept in ~/.config/modkeep/credentials.json, mode 0600.",
    refuse: (operands) =>
      operands.some((operand) => operand.startsWith("mk_"))
        ? "A token never goes into the arguments, where other programs and the shell's history can read it. Type it when asked, or use --token-stdin. Revoke the one you typed"
        : undefined,
    load: async () => (await import("./login.ts")).login,
  },
  {
    words: "logout",
    summary: "Forget a server's token",
    examples: [["modkeep logout", "the server you are signed in to"]],
    operands: [
      {
        name: "URL",
        what: "Address of the server; the current one when left out",
        isOptional: true,
      },
    ],
    notes: "The token itself stays valid: modkeep token revoke ends it.",
    load: async () => (await import("./logout.ts")).logout,
  },
  {
    words: "whoami",
    summary: "Show who is signed in, and what for",
    examples: [["modkeep whoami", "person, server, scopes and owners"]],
    load: async () => (await import("./whoami.ts")).whoami,
  },
  {
    words: "completion",
    summary: "Print the completion script of a shell",
    examples: [
      ["source <(modkeep completion bash)", "for this shell"],
      ["modkeep completion zsh > ~/.zfunc/_modkeep", "for every zsh"],
      ["modkeep completion fish > ~/.config/fish/completions/modkeep.fish", "for every fish"],
    ],
    operands: [{ name: "SHELL", what: "bash, zsh or fish" }],
    load: async () => (await import("./completion.ts")).completion,
  },
]

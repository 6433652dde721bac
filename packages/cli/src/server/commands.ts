// serve, sign-in-link and doctor: what concerns the server's own machine.
import type { Command } from "../command.ts"

export const serverCommands: readonly Command[] = [
  {
    words: "serve",
    summary: "Run the server",
    examples: [
      ["modkeep serve", "console and API at http://localhost:8700, data in ./data"],
      ["modkeep serve --demo", "with an example module to try"],
      [
        "modkeep serve --data /srv/modkeep --listen 0.0.0.0:8700",
        "settings; modkeep serve --help lists them",
      ],
      ["modkeep serve --stop", "ends a running server and all its modules"],
    ],
    passesAll: true,
    load: async () => {
      const { handOver } = await import("./hand-over.ts")
      return async (call) => await handOver(call, "serve")
    },
  },
  {
    words: "sign-in-link",
    summary: "Print a new sign-in link, on the server's machine",
    examples: [
      ["modkeep sign-in-link", "for the data in ./data"],
      ["modkeep sign-in-link --data /srv/modkeep", "for other data"],
    ],
    passesAll: true,
    load: async () => {
      const { handOver } = await import("./hand-over.ts")
      return async (call) => await handOver(call, "sign-in-link")
    },
  },
  {
    words: "doctor",
    summary: "Show what this machine gives to Modkeep",
    examples: [["modkeep doctor", "tools, Pythons, isolation, memory-backed storage, the server"]],
    notes: "Exit status 1 when something that Modkeep needs is missing.",
    load: async () => (await import("./doctor.ts")).doctor,
  },
]

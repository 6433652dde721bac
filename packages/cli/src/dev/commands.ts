// dev: the module of this folder, here.
import type { Command } from "../command.ts"

export const devCommands: readonly Command[] = [
  {
    words: "dev",
    summary: "Run the module of this folder with its secrets, here",
    examples: [
      ["modkeep dev", "reads .streamlit/secrets.toml; saving it changes the running page"],
      ["modkeep dev apps/hello --secrets ~/hello.toml", "another folder, secrets from elsewhere"],
      ["modkeep dev --overlay install.toml", "with the values of an install laid over them"],
    ],
    operands: [
      { name: "FOLDER", what: "The module's folder; this one when left out", isOptional: true },
    ],
    options: {
      secrets: {
        what: "The document; .streamlit/secrets.toml of the folder when left out",
        value: "FILE",
      },
      overlay: { what: "An install's document, laid over it", value: "FILE" },
      entrypoint: { what: "The page's Python file, when it is not found by itself", value: "FILE" },
      python: {
        what: "Interpreter with Streamlit; the active environment's when left out",
        value: "FILE",
      },
      port: { what: "Port of the page; 8501 when left out", value: "NUMBER" },
    },
    notes:
      "Blank values are refused as on the server, with exit status 5. The secrets lie in memory only, and are gone afterwards.\nThe exit status is the module's own.",
    load: async () => (await import("./dev.ts")).dev,
  },
]

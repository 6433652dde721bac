// The first word of every command, with what stands behind it. Descriptions are loaded for one noun at a time.
import type { Command } from "./command.ts"

export interface Noun {
  readonly summary: string
  readonly load: () => Promise<readonly Command[]>
}

const server = async (): Promise<readonly Command[]> =>
  (await import("./server/commands.ts")).serverCommands
const session = async (): Promise<readonly Command[]> =>
  (await import("./session/commands.ts")).sessionCommands

export const nouns: Readonly<Record<string, Noun>> = {
  serve: { summary: "Run the server", load: server },
  "sign-in-link": { summary: "Print a new sign-in link, on the server's machine", load: server },
  login: { summary: "Sign in to a server with an API token", load: session },
  logout: { summary: "Forget a server's token", load: session },
  whoami: { summary: "Show who is signed in, and what for", load: session },
  app: {
    summary: "Apps: workspaces that install modules",
    load: async () => (await import("./app/commands.ts")).appCommands,
  },
  module: {
    summary: "Modules: Git repositories with a Streamlit page",
    load: async () => (await import("./module/commands.ts")).moduleCommands,
  },
  version: {
    summary: "Versions: a module at one commit, with its secrets",
    load: async () => (await import("./version/commands.ts")).versionCommands,
  },
  install: {
    summary: "Installs: a version in an app, with a page of its own",
    load: async () => (await import("./install/commands.ts")).installCommands,
  },
  secrets: {
    summary: "Secrets documents: check, read masked, change live",
    load: async () => (await import("./secrets/commands.ts")).secretsCommands,
  },
  auth: {
    summary: "Where a module's sign-in fields come from",
    load: async () => (await import("./auth/commands.ts")).authCommands,
  },
  token: {
    summary: "API tokens",
    load: async () => (await import("./token/commands.ts")).tokenCommands,
  },
  person: {
    summary: "People of the server, for its operators",
    load: async () => (await import("./person/commands.ts")).personCommands,
  },
  key: {
    summary: "The root key: its state, and a copy to keep elsewhere",
    load: async () => (await import("./key/commands.ts")).keyCommands,
  },
  audit: {
    summary: "What was done, by whom",
    load: async () => (await import("./audit/commands.ts")).auditCommands,
  },
  dev: {
    summary: "Run the module of this folder with its secrets, here",
    load: async () => (await import("./dev/commands.ts")).devCommands,
  },
  doctor: { summary: "Show what this machine gives to Modkeep", load: server },
  completion: { summary: "Print the completion script of a shell", load: session },
}

// serve, sign-in-link and doctor: what concerns the server's own machine.
import type { Command, Option } from "../command.ts"

const data: Option = {
  what: "Folder of the data; ./data when left out (MODKEEP_DATA)",
  value: "FOLDER",
}

/** Each may also be set by the environment variable in brackets, or in modkeep.config.json. */
const settings: Readonly<Record<string, Option>> = {
  data,
  listen: { what: "Address; 127.0.0.1:8700 when left out (MODKEEP_LISTEN)", value: "HOST:PORT" },
  "public-url": {
    what: "Where people reach it; http://localhost:PORT when left out (MODKEEP_PUBLIC_URL)",
    value: "URL",
  },
  "apps-domain": {
    what: "Pages are at INSTALL.DOMAIN; localhost when left out (MODKEEP_APPS_DOMAIN)",
    value: "DOMAIN",
  },
  "trusted-proxies": {
    what: "Proxies whose x-forwarded-* counts (MODKEEP_TRUSTED_PROXIES)",
    value: "ADDRESSES",
  },
  "database-url": {
    what: "postgres://…; SQLite in the data folder when left out (MODKEEP_DATABASE_URL)",
    value: "URL",
  },
  "root-key": {
    what: "A reference to the key, never the key; file:DATA/root.key when left out (MODKEEP_ROOT_KEY)",
    value: "REFERENCE",
  },
  engine: { what: "What runs the pages (MODKEEP_ENGINE)", value: "ENGINE" },
  isolation: {
    what: "required: pages start only where modules are kept apart, the default; best-effort: they start all the same (MODKEEP_ISOLATION)",
    value: "HOW",
  },
  "git-local": {
    what: "Folders from which file:// repositories may be deployed (MODKEEP_GIT_LOCAL)",
    value: "FOLDERS",
  },
  "git-private-hosts": {
    what: "Git hosts in private networks that may be reached (MODKEEP_GIT_PRIVATE_HOSTS)",
    value: "HOSTS",
  },
  "admin-token-file": {
    what: "The first start writes an owner's API token there (MODKEEP_ADMIN_TOKEN_FILE)",
    value: "FILE",
  },
  "memory-reserve": {
    what: "Memory that stays free: when less is left, the pages unused for longest sleep; 0% = never; 10% when left out (MODKEEP_MEMORY_RESERVE)",
    value: "SHARE",
  },
  "pages-memory": {
    what: "What all pages together may use before some sleep, such as 6GiB or 75%; any when left out (MODKEEP_PAGES_MEMORY)",
    value: "SIZE",
  },
  "log-level": { what: "debug, info, warn or error (MODKEEP_LOG_LEVEL)", value: "LEVEL" },
}

export const serverCommands: readonly Command[] = [
  {
    words: "serve",
    summary: "Run the server",
    examples: [
      ["modkeep serve", "console and API at http://localhost:8700, data in ./data"],
      ["modkeep serve --demo", "with an example module to try"],
      [
        "modkeep serve --data /srv/modkeep --listen 0.0.0.0:8700",
        "for others, behind a proxy that speaks TLS",
      ],
      ["modkeep serve --stop", "ends a running server and all its modules"],
    ],
    options: {
      ...settings,
      demo: { what: "Deploy an example module to try" },
      stop: { what: "End the server of this data and all its modules" },
    },
    notes:
      "Ctrl-C ends the modules too; after SIGTERM they run on, and the next start takes them over.",
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
    options: settings,
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

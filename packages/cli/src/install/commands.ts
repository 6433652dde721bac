// The verbs of `modkeep install`.
import type { Command, Operand, Option } from "../command.ts"
import { yesOption } from "../confirm-deletion.ts"
import { limitOption } from "../print-list.ts"

const installOperand: Operand = { name: "INSTALL", what: "ins_…, APP/INSTALL, or its name alone" }
const versionOperand: Operand = {
  name: "VERSION",
  what: "ver_… or MODULE@NUMBER, such as hello@3 or hello@latest",
}
const secrets: Option = { what: "The install's own secrets document; - is stdin", value: "FILE" }
const acknowledge: Option = {
  what: "The module does not need this key",
  value: "NAME",
  isMany: true,
}
const wait: Option = { what: "Wait until its page runs; exit status 1 when it fails", short: "w" }

const settings: Readonly<Record<string, Option>> = {
  name: { what: "Its name", value: "NAME" },
  access: { what: "Who may open it", value: "CHOICE", choices: ["private", "members", "public"] },
  query: {
    what: "Launch query, such as user_id=me; never a credential",
    value: "NAME=VALUE",
    isMany: true,
  },
  "embed-origin": { what: "A site that may embed the page", value: "ORIGIN", isMany: true },
  navigation: {
    what: "Show the module's own list of pages",
    value: "CHOICE",
    choices: ["yes", "no"],
  },
  "idle-minutes": {
    what: "Sleep after this long without visitors; 0 never sleeps",
    value: "NUMBER",
  },
  sessions: {
    what: "What open pages do when secrets change",
    value: "CHOICE",
    choices: ["next-run", "rerun"],
  },
}

const steering = {
  start: ["Start an install now", "also one that was switched off"],
  sleep: ["Put an install to sleep", "the next visitor wakes it"],
  stop: ["Switch an install off", "off until it is started again"],
  restart: ["Restart an install's process", "with the values it has now"],
} as const

export const installCommands: readonly Command[] = [
  {
    words: "install create",
    summary: "Install a version in an app",
    examples: [
      ["modkeep install create demo hello@1", "asleep until its first visitor"],
      [
        "modkeep install create demo hello@latest --secrets own.toml --access public",
        "with values of its own, for everybody",
      ],
      [
        "modkeep install create demo hello@1 --query user_id=me --query app_id=main",
        "with a launch query",
      ],
    ],
    operands: [{ name: "APP", what: "Its name or id" }, versionOperand],
    options: { secrets, acknowledge, ...settings },
    load: async () => (await import("./create.ts")).createInstall,
  },
  {
    words: "install list",
    summary: "List installs",
    examples: [
      ["modkeep install list", "all that you may see"],
      ["modkeep install list --app demo", "those of one app"],
    ],
    options: { app: { what: "Of this app", value: "APP" }, ...limitOption },
    load: async () => (await import("./list.ts")).listInstalls,
  },
  {
    words: "install show",
    summary: "Show an install",
    examples: [
      ["modkeep install show demo/hello", "its state, its processes and the revisions they hold"],
    ],
    operands: [installOperand],
    load: async () => (await import("./show.ts")).showInstall,
  },
  {
    words: "install update",
    summary: "Change an install's settings",
    examples: [
      [
        "modkeep install update demo/hello --access public --idle-minutes 60",
        "only what is named changes",
      ],
    ],
    operands: [installOperand],
    options: {
      ...settings,
      "clear-query": { what: "Empty the launch query" },
      "clear-embed-origins": { what: "No site may embed the page" },
    },
    load: async () => (await import("./update.ts")).updateInstall,
  },
  {
    words: "install open",
    summary: "Open an install's page in the browser",
    examples: [
      ["modkeep install open demo/hello", "signed in by a link that works once, within 60 seconds"],
      ["modkeep install open demo/hello --print", "prints the link instead"],
    ],
    operands: [installOperand],
    options: { print: { what: "Print the link and open nothing" } },
    load: async () => (await import("./open.ts")).openInstall,
  },
  {
    words: "install upgrade",
    summary: "Move an install to another version",
    examples: [
      [
        "modkeep install upgrade demo/hello hello@latest",
        "the new process starts before the old one ends",
      ],
    ],
    operands: [installOperand, versionOperand],
    options: { secrets, acknowledge, wait },
    load: async () => (await import("./upgrade.ts")).upgradeInstall,
  },
  {
    words: "install rollback",
    summary: "Go back to what ran before",
    examples: [
      ["modkeep install rollback demo/hello", "the last version and secrets that ran together"],
    ],
    operands: [installOperand],
    options: { wait },
    load: async () => (await import("./rollback.ts")).rollbackInstall,
  },
  ...(["start", "sleep", "stop", "restart"] as const).map((verb) => steeringCommand(verb)),
  {
    words: "install logs",
    summary: "Print an install's log",
    examples: [["modkeep install logs demo/hello -f", "follows it; Ctrl-C ends that"]],
    operands: [installOperand],
    options: { follow: { what: "Go on as lines come", short: "f" } },
    notes: "Secret values are redacted before lines are stored.",
    load: async () => (await import("./logs.ts")).printInstallLog,
  },
  {
    words: "install delete",
    summary: "Remove an install, its files and its secrets",
    examples: [["modkeep install delete demo/hello", "asks first"]],
    operands: [installOperand],
    options: yesOption,
    load: async () => (await import("./delete.ts")).deleteInstall,
  },
]

function steeringCommand(verb: keyof typeof steering): Command {
  const [summary, what] = steering[verb]
  return {
    words: `install ${verb}`,
    summary,
    examples: [[`modkeep install ${verb} demo/hello`, what]],
    operands: [installOperand],
    ...(verb === "start" || verb === "restart" ? { options: { wait } } : {}),
    load: async () => {
      const { steerInstall } = await import("./steer.ts")
      return async (call) => await steerInstall(call, verb)
    },
  }
}

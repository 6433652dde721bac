// The verbs of `modkeep secrets`. Values come from stdin, a file, a hidden prompt or an editor: an argument is refused.
import type { Command, Operand, Option } from "../command.ts"
import { refuseValues } from "./refuse-values.ts"

const id: Operand = {
  name: "ID",
  what: "The document: ver_… or ins_…, MODULE@NUMBER or APP/INSTALL",
}
const name: Operand = { name: "NAME", what: 'Key path, such as API_KEY or db."user name"' }
const reason: Option = { what: "Why, for the history", value: "TEXT", short: "m" }
const sessions: Option = {
  what: "What open pages do",
  value: "CHOICE",
  choices: ["next-run", "rerun"],
}
const stage: Option = { what: "Save as a staged revision, which no process gets yet" }
const acknowledge: Option = {
  what: "The module does not need this key of its template",
  value: "NAME",
  isMany: true,
}
const saving = { reason, sessions, stage, acknowledge }

export const secretsCommands: readonly Command[] = [
  {
    words: "secrets check",
    summary: "Check a secrets.toml here, without a server",
    examples: [
      [
        "modkeep secrets check .streamlit/secrets.toml",
        "blank values, syntax, what becomes an environment variable",
      ],
      [
        "modkeep secrets check secrets.toml --template example.toml",
        "also what the template asks for",
      ],
    ],
    operands: [{ name: "FILE", what: "The document; - is stdin" }],
    options: {
      template: { what: "The template that the repository carries", value: "FILE" },
      streamlit: { what: "Check for this Streamlit release", value: "RELEASE" },
      acknowledge,
    },
    notes: "Exit status 5 when something has to be mended. No value is ever printed.",
    load: async () => (await import("./check.ts")).checkFile,
  },
  {
    words: "secrets get",
    summary: "Print a document with every value masked",
    examples: [
      ["modkeep secrets get demo/hello", "the text, each value as a reference that a save keeps"],
      ["modkeep secrets get demo/hello --keys", "a table of its keys"],
      ["modkeep secrets get demo/hello --effective", "what reaches the module and from where"],
    ],
    operands: [id],
    options: {
      keys: { what: "List the keys instead of the text" },
      effective: { what: "List what reaches the module, of an install" },
    },
    load: async () => (await import("./get.ts")).getSecrets,
  },
  {
    words: "secrets set",
    summary: "Set one value",
    examples: [
      ["modkeep secrets set demo/hello API_KEY", "asks for the value without showing it"],
      ["pass show openai | modkeep secrets set demo/hello API_KEY", "from another program"],
      ["modkeep secrets set demo/hello KEY_PEM --file key.pem", "from a file"],
      ["echo 8080 | modkeep secrets set demo/hello PORT --toml", "a number, as TOML writes it"],
    ],
    operands: [id, name],
    options: {
      file: { what: "Read the value from a file", value: "FILE" },
      toml: { what: "The value is TOML (a number, true, an array), not text" },
      ...saving,
    },
    notes:
      "One line end at the end of the input is left out. The rest of the document stays as it is, byte for byte.",
    refuse: (operands) => refuseValues(operands, 2),
    load: async () => (await import("./set.ts")).setSecret,
  },
  {
    words: "secrets unset",
    summary: "Remove keys",
    examples: [
      ["modkeep secrets unset demo/hello OLD_KEY", "the key is gone in every running process"],
    ],
    operands: [id, { ...name, isMany: true }],
    options: saving,
    load: async () => (await import("./unset.ts")).unsetSecrets,
  },
  {
    words: "secrets edit",
    summary: "Edit a document in $EDITOR",
    examples: [
      [
        "modkeep secrets edit demo/hello",
        "masked text; what you leave is kept, what you write is saved",
      ],
    ],
    operands: [id],
    options: saving,
    notes:
      "The file lies in memory, mode 0600, and is gone afterwards. Diagnostics come back as comments in it.",
    load: async () => (await import("./edit.ts")).editSecrets,
  },
  {
    words: "secrets import",
    summary: "Add the keys of a file to a document",
    examples: [
      [
        "modkeep secrets import demo/hello .env",
        "TOML, .env, JSON, or the front matter of a Hugging Face Space",
      ],
      [
        "vault kv get -format=json app | modkeep secrets import demo/hello - --format json",
        "from stdin",
      ],
    ],
    operands: [id, { name: "FILE", what: "The file; - is stdin" }],
    options: {
      format: {
        what: "Instead of what the name and the content say",
        value: "FORMAT",
        choices: ["toml", "env", "json", "front-matter"],
      },
      ...saving,
    },
    refuse: (operands) => refuseValues(operands, 2),
    load: async () => (await import("./import.ts")).importSecrets,
  },
  {
    words: "secrets diff",
    summary: "Compare two revisions, masked",
    examples: [
      ["modkeep secrets diff demo/hello", "the current revision with the one before"],
      ["modkeep secrets diff demo/hello 3 7", "what changed from 3 to 7"],
    ],
    operands: [
      id,
      { name: "FROM", what: "Revision; the one before TO when left out", isOptional: true },
      { name: "TO", what: "Revision; the current one when left out", isOptional: true },
    ],
    load: async () => (await import("./diff.ts")).diffSecrets,
  },
  {
    words: "secrets history",
    summary: "List a document's revisions",
    examples: [["modkeep secrets history demo/hello", "who changed which keys, when and why"]],
    operands: [id],
    load: async () => (await import("./history.ts")).listRevisions,
  },
  {
    words: "secrets restore",
    summary: "Go back to an older revision",
    examples: [
      [
        "modkeep secrets restore demo/hello 3 -m 'the new key was refused'",
        "saves revision 3 as a new one",
      ],
    ],
    operands: [id, { name: "REVISION", what: "Its number" }],
    options: { reason, sessions },
    load: async () => (await import("./restore.ts")).restoreRevision,
  },
  {
    words: "secrets reveal",
    summary: "Print one stored value",
    examples: [
      [
        "modkeep secrets reveal demo/hello API_KEY",
        "asks why; the answer is recorded before the value is shown",
      ],
    ],
    operands: [id, name],
    options: { reason, toml: { what: "Print the value as TOML writes it, with its quotes" } },
    load: async () => (await import("./reveal.ts")).revealSecret,
  },
  ...(["canary", "promote", "drop"] as const).map((verb) => stagedCommand(verb)),
]

function stagedCommand(verb: "canary" | "promote" | "drop"): Command {
  const told = {
    canary: ["Try the staged revision on one process", "the process that install show lists"],
    promote: ["Make the staged revision current everywhere", "every process gets it"],
    drop: ["Drop the staged revision", "nothing changes for anybody"],
  } as const
  const [summary, what] = told[verb]
  const process: Operand = { name: "PROCESS", what: "prc_…, from modkeep install show" }
  return {
    words: `secrets ${verb}`,
    summary,
    examples: [[`modkeep secrets ${verb} demo/hello${verb === "canary" ? " prc_…" : ""}`, what]],
    operands: verb === "canary" ? [id, process] : [id],
    ...(verb === "promote" ? { options: { sessions } } : {}),
    load: async () => {
      const { steerStaged } = await import("./steer-staged.ts")
      return async (call) => await steerStaged(call, verb)
    },
  }
}

// The verbs of `modkeep version`.
import type { Command, Operand, Option } from "../command.ts"
import { yesOption } from "../confirm-deletion.ts"
import { limitOption } from "../print-list.ts"

const versionOperand: Operand = {
  name: "VERSION",
  what: "ver_… or MODULE@NUMBER, such as hello@3 or hello@latest",
}

const buildOptions: Readonly<Record<string, Option>> = {
  package: {
    what: "Another Python package for its environment",
    value: "REQUIREMENT",
    isMany: true,
  },
  "resolve-as": { what: "Packages as of: commit, today, or a date", value: "DATE" },
  python: { what: "Python version", value: "VERSION" },
  "import-check": {
    what: "What a missing import does",
    value: "CHOICE",
    choices: ["enforce", "warn"],
  },
  "source-builds": {
    what: "Packages that exist as source only",
    value: "CHOICE",
    choices: ["sandboxed", "never"],
  },
  wait: { what: "Follow the build; exit status 1 when it fails", short: "w" },
}

export const versionCommands: readonly Command[] = [
  {
    words: "version create",
    summary: "Create a version of a module",
    examples: [
      [
        "modkeep version create hello --secrets secrets.toml --wait",
        "the default branch as it is now, built",
      ],
      ["modkeep version create hello --edit", "opens the template in $EDITOR first"],
      [
        "modkeep version create hello --ref v1.2 --secrets - < secrets.toml",
        "a tag, the secrets from stdin",
      ],
      [
        "modkeep version create hello --ref https://github.com/owner/name/commit/3f9c2a7",
        "a commit's page",
      ],
    ],
    operands: [{ name: "MODULE", what: "Its name or id" }],
    options: {
      ref: {
        what: "Branch, tag, commit or its page; the default branch when left out",
        value: "REF",
      },
      secrets: {
        what: "The secrets document; - is stdin. The template as it stands when left out",
        value: "FILE",
      },
      edit: { what: "Edit the template in $EDITOR" },
      base: {
        what: "The version whose values the references in the text keep; the latest when left out",
        value: "VERSION",
      },
      entrypoint: { what: "The page's Python file", value: "FILE" },
      notes: { what: "What is new", value: "TEXT" },
      acknowledge: {
        what: "The module does not need this key of its template",
        value: "NAME",
        isMany: true,
      },
      ...buildOptions,
    },
    notes: "Blank values are refused with exit status 5, and nothing is stored.",
    load: async () => (await import("./create.ts")).createVersion,
  },
  {
    words: "version list",
    summary: "List a module's versions",
    examples: [["modkeep version list hello", "newest first"]],
    operands: [{ name: "MODULE", what: "Its name or id" }],
    options: limitOption,
    load: async () => (await import("./list.ts")).listVersions,
  },
  {
    words: "version show",
    summary: "Show a version",
    examples: [["modkeep version show hello@3", "its commit, environment and state"]],
    operands: [versionOperand],
    load: async () => (await import("./show.ts")).showVersion,
  },
  {
    words: "version logs",
    summary: "Print a version's build log",
    examples: [["modkeep version logs hello@latest -f", "follows a running build"]],
    operands: [versionOperand],
    options: { follow: { what: "Go on until the build ends", short: "f" } },
    load: async () => (await import("./logs.ts")).printBuildLog,
  },
  {
    words: "version retry",
    summary: "Build a failed version again",
    examples: [
      [
        "modkeep version retry hello@3 --package clarifai-utils==0.1.20 --wait",
        "with a package that was missing",
      ],
    ],
    operands: [versionOperand],
    options: buildOptions,
    load: async () => (await import("./retry.ts")).retryVersion,
  },
  {
    words: "version delete",
    summary: "Delete a version and its secrets",
    examples: [["modkeep version delete hello@3", "refused while installs use it"]],
    operands: [versionOperand],
    options: yesOption,
    load: async () => (await import("./delete.ts")).deleteVersion,
  },
]

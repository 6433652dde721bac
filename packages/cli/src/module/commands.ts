// The verbs of `modkeep module`.
import type { Command, Operand } from "../command.ts"
import { yesOption } from "../confirm-deletion.ts"
import { limitOption } from "../print-list.ts"

const moduleOperand: Operand = { name: "MODULE", what: "Its name or id" }

export const moduleCommands: readonly Command[] = [
  {
    words: "module create",
    summary: "Create a module from a Git address",
    examples: [
      [
        "modkeep module create hello --repository https://github.com/owner/name",
        "a clone address, or a page of it",
      ],
      [
        "modkeep module create hello --repository ssh://git@host/owner/name.git --directory apps/hello",
        "a folder of a private repository; see module credential",
      ],
    ],
    operands: [{ name: "NAME", what: "Its name" }],
    options: {
      repository: { what: "Git address", value: "URL", short: "r" },
      directory: { what: "Folder of the module in the repository", value: "FOLDER" },
      entrypoint: { what: "The page's Python file, when it is not found by itself", value: "FILE" },
      owner: { what: "Owner's id; your own when left out", value: "OWNER" },
    },
    load: async () => (await import("./create.ts")).createModule,
  },
  {
    words: "module list",
    summary: "List modules, own and shared",
    examples: [["modkeep module list", "all that you may see"]],
    options: limitOption,
    load: async () => (await import("./list.ts")).listModules,
  },
  {
    words: "module show",
    summary: "Show a module",
    examples: [
      ["modkeep module show hello", "where it comes from and its latest version"],
      [
        "modkeep module show hello --drift",
        "also what the repository has that the latest version has not",
      ],
    ],
    operands: [moduleOperand],
    options: { drift: { what: "Compare with the repository's newest commit" } },
    load: async () => (await import("./show.ts")).showModule,
  },
  {
    words: "module template",
    summary: "Print the secrets template of a module's commit",
    examples: [
      [
        "modkeep module template hello > secrets.toml",
        "fill it in, then: modkeep version create hello --secrets secrets.toml",
      ],
      ["modkeep module template hello --keys", "what the template asks for and the code reads"],
    ],
    operands: [moduleOperand],
    options: {
      ref: { what: "Branch, tag or commit; the default branch when left out", value: "REF" },
      keys: { what: "List the keys instead of the text" },
    },
    notes: "Values of the latest version come along as references, which a save keeps.",
    load: async () => (await import("./template.ts")).printTemplate,
  },
  {
    words: "module credential",
    summary: "Give a module access to its private repository",
    examples: [
      [
        "modkeep module credential hello --ssh-key",
        "makes a deploy key and prints its public half, to enter at the Git host",
      ],
      ["modkeep module credential hello --ssh-key --file id_ed25519", "a key of your own"],
      ["modkeep module credential hello --https-token", "asks for an access token"],
      ["modkeep module credential hello --forget", "removes it"],
    ],
    operands: [moduleOperand],
    options: {
      "ssh-key": { what: "For ssh:// addresses" },
      "https-token": { what: "For https:// addresses; asked for, or read from stdin" },
      file: { what: "Read the key or token from a file; - is stdin", value: "FILE" },
      forget: { what: "Forget the credential" },
    },
    notes: "The credential is stored sealed and never read back.",
    load: async () => (await import("./credential.ts")).setCredential,
  },
  {
    words: "module share",
    summary: "Open a module's ready versions to another owner",
    examples: [
      ["modkeep module share hello own_…", "without the secrets of its versions"],
      ["modkeep module share hello own_… --remove", "closes it again"],
    ],
    operands: [moduleOperand, { name: "OWNER", what: "The other owner's id" }],
    options: { remove: { what: "Close it to them again" } },
    load: async () => (await import("./share.ts")).shareModule,
  },
  {
    words: "module delete",
    summary: "Delete a module, its versions and their secrets",
    examples: [["modkeep module delete hello", "refused while installs use it"]],
    operands: [moduleOperand],
    options: yesOption,
    load: async () => (await import("./delete.ts")).deleteModule,
  },
]

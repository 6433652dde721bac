// The one table of what the checks say: code → severity, sentence, mend, the words beside the caret, and its page in the
// reference. Sentences name keys exactly as typed and never hold a value.
import type { DiagnosticCode, Severity } from "./diagnostic.ts"

/** What each sentence needs to know. `name` is the key path as people write it. */
export interface Facts {
  "toml.syntax": { problem: string; mend?: string | undefined }
  "toml.duplicate_key": { name: string }
  "toml.too_large": { limit: "bytes" | "leaves" }
  "toml.too_deep": object
  "toml.not_utf8": object
  "env.impossible": { name: string; reason: "empty" | "equals" | "nul-key" | "nul-value" }
  "env.not_mapped": { name: string; kind: string }
  "env.reserved": { name: string; by: "author" | "installer" }
  "secret.blank":
    | { name: string; filledBy: "text" }
    | { name: string; filledBy: "install" }
    | { name: string; filledBy: "installs"; installs: number }
  "secret.required_missing": { name: string; filledBy: "text" | "install" }
  "secret.whitespace_only": { name: string }
  "secret.unchanged_placeholder": { name: string; reason: string }
  "secret.not_declared": { name: string }
  "secret.looks_like_private_key_in_git": { name: string; looksLike: string }
  "comment.looks_like_credential": { looksLike: string }
  "reference.unknown": { name: string }
  "reference.reserved": { name: string }
  "reference.sealed": { name: string }
  "overlay.type": { name: string; wanted: string; given: string }
  "directive.unknown": { directive: string; misplaced: boolean }
  "directive.value": {
    name: string
    directive: string
    wanted: string
    about: "argument" | "value"
  }
  "streamlit.old_parser": { name: string; construct: string; mend: string }
}

export interface MessageKind<F> {
  readonly severity: Severity
  readonly message: (facts: F) => string
  readonly help?: (facts: F) => string | undefined
  /** Stands beside the caret under the source line. */
  readonly caret: string
  /** The page in the reference: when it is said, and why. */
  readonly about: string
}

export const messages: { readonly [C in DiagnosticCode]: MessageKind<Facts[C]> } = {
  "toml.syntax": {
    severity: "error",
    message: ({ problem }) => problem,
    help: ({ mend }) => mend,
    caret: "reading stops here",
    about:
      "The text is not TOML 1.0, the format that every Streamlit release reads. TOML 1.1 additions count as errors, because Streamlit refuses them.",
  },
  "toml.duplicate_key": {
    severity: "error",
    message: ({ name }) => `${name} is defined twice`,
    help: () => "keep one of the two; a section may be opened only once",
    caret: "defined before",
    about:
      "A key or a section is defined more than once, or a value is used as a section. Streamlit would refuse the whole file.",
  },
  "toml.too_large": {
    severity: "error",
    message: ({ limit }) =>
      limit === "bytes"
        ? "The document is larger than 64 KiB"
        : "The document holds more than 1,000 keys",
    help: () => "keep large files outside of the secrets and store only what opens them",
    caret: "over the limit",
    about: "A document may hold 64 KiB of UTF-8 and 1,000 keys.",
  },
  "toml.too_deep": {
    severity: "error",
    message: () => "The document nests deeper than 32 levels",
    help: () => "use fewer sections within sections",
    caret: "level 33",
    about: "Tables and arrays may lie inside each other 32 levels deep.",
  },
  "toml.not_utf8": {
    severity: "error",
    message: () => "The document is not UTF-8 text",
    help: () => "save it as UTF-8; a byte order mark may stay",
    caret: "not UTF-8",
    about: "TOML is UTF-8. Other encodings, and halves of surrogate pairs, cannot be stored.",
  },
  "env.impossible": {
    severity: "error",
    message: ({ name, reason }) => impossible[reason].message(name),
    help: ({ reason }) => impossible[reason].help,
    caret: "cannot be an environment variable",
    about:
      "A root key that is empty or holds = or NUL, or a root text that holds NUL. Streamlit copies root values to the environment; on one of these, older releases lose every secret and newer ones do not start.",
  },
  "env.not_mapped": {
    severity: "hint",
    message: ({ name }) => `${name} will not become an environment variable`,
    help: ({ name, kind }) =>
      kind === "table"
        ? `modules read it as st.secrets; to have it in os.environ, write its keys above the first [section]`
        : `if the module reads os.environ, write it as text, for example ${name} = "true"`,
    caret: "Streamlit maps only text, whole numbers and decimals outside [sections]",
    about:
      "Root keys that are text, whole numbers or decimals become environment variables. Booleans, dates, arrays and sections are found in st.secrets only.",
  },
  "env.reserved": {
    severity: "warning",
    message: ({ name, by }) =>
      by === "installer"
        ? `${name} cannot be set by an install: it changes how the module's process itself works`
        : `${name} changes how the module's process itself works`,
    help: ({ by }) =>
      by === "installer"
        ? "delete the line"
        : "choose another name, unless the module really needs this one",
    caret: "reserved name",
    about:
      "Names such as PATH, HOME, LD_PRELOAD, PYTHONPATH, STREAMLIT_… and …_PROXY steer the process. A warning to the author of a version, an error in an install.",
  },
  "secret.blank": {
    severity: "error",
    message: (facts) => {
      if (facts.filledBy === "text") return `${facts.name} has no value`
      if (facts.filledBy === "install")
        return `${facts.name} has no value: the version leaves it for the install to fill`
      const installs = facts.installs === 1 ? "1 install" : `${facts.installs} installs`
      return `${facts.name} would have no value in ${installs} of this version`
    },
    help: ({ name, filledBy }) =>
      ({
        text: "write the value between the quotes, or delete the line and confirm that the module does not need it",
        install: `add ${name} with a value`,
        installs: `keep a value here until they have their own, or put # @optional above ${name}`,
      })[filledBy],
    caret: "empty text is not accepted",
    about:
      'A key whose value is empty text, at any depth. Streamlit would export the empty text and even blank a variable that was set. "# @optional" above the key lets it stay blank; the key is then left out of what the module sees. "# @install" leaves it for the install to fill.',
  },
  "secret.required_missing": {
    severity: "error",
    message: ({ name }) => `${name} is missing`,
    help: ({ name, filledBy }) =>
      filledBy === "install"
        ? `add ${name} with a value`
        : `add ${name} with a value, or confirm that the module does not need it`,
    caret: "the template asks for a key that is not here",
    about:
      "The template in the repository has this key blank, so the module needs it, and the document does not have it at all. The author may confirm key by key that the module does not need it.",
  },
  "secret.whitespace_only": {
    severity: "warning",
    message: ({ name }) => `${name} holds only white space`,
    help: () => "write the value between the quotes",
    caret: "only white space",
    about: "The value is not empty, and yet there is nothing to see in it. Often a slip.",
  },
  "secret.unchanged_placeholder": {
    severity: "warning",
    message: ({ name, reason }) => `${name} is still the template's sample: it ${reason}`,
    help: () => "replace the sample by your own value",
    caret: "still the sample",
    about:
      "The value is the same as in the template and reads like a placeholder. A real default of the template is not warned of.",
  },
  "secret.not_declared": {
    severity: "error",
    message: ({ name }) => `${name} is not a key that this version lets an install set`,
    help: () =>
      "delete the line, or ask the module's author to declare the key in the version's document",
    caret: "not declared by the version",
    about:
      "An install may set the keys that the version declares: in its document, in its template, with @install, or as fields of its authentication profile.",
  },
  "secret.looks_like_private_key_in_git": {
    severity: "warning",
    message: ({ name, looksLike }) =>
      `${name === "" ? "A line" : name} in the repository's template looks like ${looksLike}`,
    help: ({ name }) =>
      `revoke it where it was issued, since everybody who reads the repository has it, and ${name === "" ? "take it out of" : `leave ${name} = "" in`} the template`,
    caret: "left blank here",
    about:
      "The template in the repository holds what looks like a real credential. Its value is not taken over.",
  },
  "comment.looks_like_credential": {
    severity: "warning",
    message: ({ looksLike }) => `This comment holds what looks like ${looksLike}`,
    help: () => "comments are shown in clear to everybody who may see the document: delete it",
    caret: "shown in clear",
    about: "Comments are not secret: they are kept and shown as they are.",
  },
  "reference.unknown": {
    severity: "error",
    message: ({ name }) => `${name} refers to a stored value that this revision does not have`,
    help: () => "load the document again, or write a new value",
    caret: "unknown reference",
    about:
      "A masked text shows every stored value as a reference. Saving it keeps those values; a reference of another document or of another revision cannot be resolved.",
  },
  "reference.reserved": {
    severity: "error",
    message: ({ name }) => `${name} has the form of a reference to a stored value`,
    help: () => "write the value itself; text of the form <kept:…> is reserved for stored values",
    caret: "reserved form",
    about:
      "A new value must not look like a reference, since it could later be mistaken for one. A reference that was changed by hand ends here too.",
  },
  "reference.sealed": {
    severity: "error",
    message: ({ name }) =>
      `${name} keeps a value that was sealed for good, without # @sealed above it`,
    help: () => "put # @sealed above the key again, or write a new value",
    caret: "sealed value",
    about:
      "A value below # @sealed can never be revealed. It may be kept, moved or copied only to a key that is sealed too; otherwise taking the comment away would open it.",
  },
  "overlay.type": {
    severity: "error",
    message: ({ name, wanted, given }) =>
      `${name} is ${given} here, and the version declares it as ${wanted}`,
    help: ({ wanted }) => `write it as ${wanted}`,
    caret: "another type",
    about: "An install gives a key another type than the version declares.",
  },
  "directive.unknown": {
    severity: "hint",
    message: ({ directive, misplaced }) =>
      misplaced ? `@${directive} describes no key here` : `@${directive} is not a known directive`,
    help: ({ misplaced }) =>
      misplaced
        ? "write it in the comment directly above the key"
        : "known ones: @optional @install @type @starts-with @generate @docs @example @sealed",
    caret: "without effect",
    about:
      "Comment lines directly above a key that start with @ say how the key is to be filled. This one is not known, or stands where it describes no key.",
  },
  "directive.value": {
    severity: "error",
    message: ({ name, directive, wanted, about }) =>
      about === "argument"
        ? `@${directive} cannot be understood: ${wanted}`
        : `${name} does not fit its @${directive}`,
    help: ({ wanted, about }) => (about === "argument" ? undefined : `write ${wanted}`),
    caret: "does not fit",
    about:
      "A directive's argument cannot be understood, or the key's value is not what it asks for.",
  },
  "streamlit.old_parser": {
    severity: "error",
    message: ({ name, construct }) =>
      `${name} cannot be read by this version's Streamlit: ${construct}`,
    help: ({ mend }) => mend,
    caret: "Streamlit before 1.66 reads this differently",
    about:
      "Streamlit up to 1.65 reads TOML with a library that cannot hold some constructs or reads them as something else. They are refused for versions that run on such a release.",
  },
}

const impossible = {
  empty: {
    message: () => "A key outside of sections has an empty name",
    help: "give the key a name",
  },
  equals: {
    message: (name: string) => `${name} holds an equals sign in its name`,
    help: "choose a name without =",
  },
  "nul-key": {
    message: (name: string) => `${name} holds a NUL character in its name`,
    help: "choose a name without \\u0000",
  },
  "nul-value": {
    message: (name: string) => `${name} holds a NUL character`,
    help: "a value outside of sections becomes an environment variable, which cannot hold NUL: remove it or move the key into a section",
  },
} as const

// One text for each thing that the checks of a secrets document say, with the place and the words that a person has to be shown.
export interface Refusal {
  readonly code: string
  readonly text: string
  readonly line: number
  readonly column: number
  readonly says: string
  /** What would mend it. */
  readonly mend: string
}

const key = 'API_KEY = "x"\n'
const leaves = Array.from({ length: 1000 }, (_, number) => `K${number} = 1\n`).join("")

/** Refused wherever a text is saved. */
const everywhere: readonly Refusal[] = [
  at(1, 11, "toml.syntax", "API_KEY = oops\n", "This is not a TOML value", "needs straight quotes"),
  at(2, 1, "toml.duplicate_key", `${key}API_KEY = "y"\n`, "API_KEY is defined twice", "Keep one"),
  at(1, 11, "env.impossible", 'API_KEY = "x\\u0000"\n', "holds a NUL character", "Remove it"),
  at(
    1,
    11,
    "reference.unknown",
    'API_KEY = "<kept:00000000>"\n',
    "does not have",
    "Load the document",
  ),
  at(
    1,
    11,
    "reference.reserved",
    'API_KEY = "<kept:x>"\n',
    "the form of a reference",
    "Write the value",
  ),
]

/** Refused in the document of a version, whose template has API_KEY blank and whose Streamlit is 1.40.2. */
export const refusals: readonly Refusal[] = [
  ...everywhere,
  at(1, 13, "toml.syntax", 'API_KEY = "x\n', "The text is not closed", "End it with the quotes"),
  at(1001, 1, "toml.too_large", key + leaves, "more than 1,000 keys", "Keep large files outside"),
  at(1, 1, "toml.too_large", `${key}# ${"x".repeat(65_536)}\n`, "larger than 64 KiB", "Keep large"),
  at(
    2,
    1,
    "toml.too_deep",
    `${key}${deep(40)} = 1\n`,
    "deeper than 32 levels",
    "Use fewer sections",
  ),
  at(2, 1, "env.impossible", `${key}"A=B" = "y"\n`, "holds an equals sign", "A name without ="),
  at(2, 1, "env.impossible", `${key}"" = "y"\n`, "has an empty name", "Give the key a name"),
  at(
    3,
    12,
    "secret.blank",
    `${key}[db]\npassword = ''\n`,
    "db.password has no value",
    "Write the value",
  ),
  at(
    2,
    3,
    "directive.value",
    `${key}# @type=shoe\nB = "y"\n`,
    "@type cannot be understood",
    "@type=url",
  ),
  at(2, 11, "directive.value", `# @type=url\n${key}`, "does not fit its @type", "Write an address"),
  at(
    2,
    5,
    "streamlit.old_parser",
    `${key}A = [1, "a"]\n`,
    "this version's Streamlit",
    "Give them one type",
  ),
]

/** Said, and nothing is refused for it. */
export const remarks: readonly Refusal[] = [
  at(
    1,
    11,
    "secret.whitespace_only",
    'API_KEY = "  "\n',
    "holds only white space",
    "Write the value",
  ),
  at(
    2,
    10,
    "secret.unchanged_placeholder",
    `${key}SAMPLE = "changeme"\n`,
    "sample",
    "Replace the sample",
  ),
  at(
    2,
    9,
    "env.not_mapped",
    `${key}DEBUG = true\n`,
    "not become an environment variable",
    "Write it as text",
  ),
  at(
    2,
    1,
    "env.reserved",
    `${key}PATH = "/x"\n`,
    "how the module's process itself works",
    "Another name",
  ),
  at(1, 3, "directive.unknown", `# @optinal\n${key}`, "is not a known directive", "Known ones"),
  at(
    1,
    1,
    "comment.looks_like_credential",
    `# sk-abcdefghijklmnop1234\n${key}`,
    "an API key",
    "Delete it",
  ),
]

/** Refused in what an install sets, over a version that declares API_KEY as text and PORT as a number. */
export const overlayRefusals: readonly Refusal[] = [
  ...everywhere,
  at(1, 1, "secret.not_declared", 'OTHER = "x"\n', "lets an install set", "Delete the line"),
  at(1, 8, "overlay.type", 'PORT = "x"\n', "the version declares it as", "Write it as"),
  at(1, 1, "env.reserved", 'PATH = "x"\n', "PATH cannot be set by an install", "Delete the line"),
  at(1, 11, "secret.blank", 'API_KEY = ""\n', "API_KEY has no value", "Write the value"),
]

// A table reads best by its columns.
// oxlint-disable-next-line max-params -- one parameter a column
function at(
  line: number,
  column: number,
  code: string,
  text: string,
  says: string,
  mend: string,
): Refusal {
  return { code, text, line, column, says, mend }
}

function deep(levels: number): string {
  return Array.from({ length: levels }, () => "a").join(".")
}

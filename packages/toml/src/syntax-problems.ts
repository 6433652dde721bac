// The parser's complaints in the product's words. They say what stands there and how to write it, and quote nothing.
interface Problem {
  readonly problem: string
  readonly mend?: string
}

/** @returns our sentence for the parser's message; its own texts may hold parts of a value and are never passed on */
export function syntaxProblem(parserMessage: string): Problem {
  if (parserMessage.startsWith("Invalid code point")) return badCodePoint
  return problems.get(parserMessage) ?? unexpected
}

const badCodePoint: Problem = {
  problem: "An escape names a character that does not exist",
  mend: "write the character itself, or \\u with four digits of an existing one",
}

const unexpected: Problem = {
  problem: "This is not TOML",
  mend: 'write KEY = "value", one on each line; text needs quotes',
}

const problems = new Map<string, Problem>([
  [
    "Unterminated string constant",
    { problem: "The text is not closed", mend: "end it with the quotes it starts with" },
  ],
  [
    "Unterminated table-key",
    { problem: "The section header is not closed", mend: "write [section] on a line of its own" },
  ],
  ["Unterminated array", { problem: "The array is not closed", mend: "end it with ]" }],
  ["Unterminated inline table", { problem: "The table is not closed", mend: "end it with }" }],
  [
    "Empty bare keys are not allowed",
    { problem: "A key is missing", mend: 'write KEY = "value", or [section]' },
  ],
  [
    "Must be a newline",
    {
      problem: "Something follows the value on the same line",
      mend: "put each key on a line of its own; a comment starts with #",
    },
  ],
  [
    "Expected equal (=) token",
    {
      problem: "There is no = after the key",
      mend: 'write KEY = "value"; a key with other characters than letters, digits, _ and - needs quotes',
    },
  ],
  [
    "Unspecified values are invalid",
    { problem: "A value is missing after the =", mend: 'write KEY = "value"' },
  ],
  [
    "Expected comma (,) token",
    { problem: "A comma is missing between two elements", mend: "separate them with a comma" },
  ],
  [
    "Unexpected character",
    {
      problem: "This is not a TOML value or key",
      mend: 'text needs straight quotes: KEY = "value"; true and false are lower case',
    },
  ],
  ["Unexpected token", unexpected],
  [
    "Control characters (codes < 0x1f and 0x7f) are not allowed",
    {
      problem: "A control character stands here",
      mend: "remove it, or write it as an escape such as \\u0007 inside double quotes",
    },
  ],
  [
    "The key, equals sign, and value must be on the same line",
    { problem: "The line stops short of a value", mend: 'write KEY = "value" on one line' },
  ],
  [
    "No newlines are allowed between the curly braces unless they are valid within a value",
    {
      problem: "A { } table runs over more than one line",
      mend: "keep it on one line, or write a [section]",
    },
  ],
  [
    "Underscores are allowed between digits",
    { problem: "An underscore stands where no digit follows or precedes it" },
  ],
  [
    "Unexpected spaces",
    { problem: "There is a space between the brackets", mend: "write [[name]]" },
  ],
  [
    "Three or more quotes are not permitted",
    { problem: "Too many quotes end the text", mend: "write a quote at its end as \\u0022" },
  ],
  ["Unexpected invalid date", noSuchDate()],
  ["Unexpected invalid time", noSuchTime()],
  [
    "Leading zeros are not allowed",
    {
      problem: "A number starts with a zero",
      mend: 'drop the zero, or put the value in quotes if it is no number: KEY = "007"',
    },
  ],
  [
    "Trailing comma is not permitted in an inline table",
    { problem: "A comma stands before the }", mend: "remove the comma" },
  ],
  [
    "Invalid character in escape sequence",
    {
      problem: "A backslash starts an escape that does not exist",
      mend: "write \\\\ for a backslash, or put the text in single quotes: KEY = 'C:\\path'",
    },
  ],
  ["Consecutive dots are not permitted in keys", dots()],
  ["Keys cannot end with a dot", dots()],
  ["Keys cannot start with a dot", dots()],
])

export function noSuchDate(): Problem {
  return { problem: "There is no such date", mend: "write it as 2024-02-29" }
}

export function noSuchTime(): Problem {
  return { problem: "There is no such time", mend: "write it as 07:32:00; seconds end at 59" }
}

function dots(): Problem {
  return { problem: "A dot has no key beside it", mend: 'write section.key, or "a.b" for one key' }
}

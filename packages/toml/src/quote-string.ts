// Quotes a text in the TOML form that is hardest to get wrong by hand afterwards.
//
// One line: double quotes, or single ones when only these spare escapes. Several lines: three double quotes, the text
// starting on a line of its own, as people paste keys and certificates.
export function quoteString(value: string): string {
  if (/^[^\r]*\n[^\r]*$/.test(value)) return `"""\n${escapeLines(value)}"""`
  return quoteLine(value)
}

/** @returns a form without a line end, for places that must stay on one line */
export function quoteLine(value: string): string {
  const sparesEscapes = /["\\]/.test(value) && /^[^'\u0000-\u0008\u000A-\u001F\u007F]*$/.test(value)
  return sparesEscapes ? `'${value}'` : `"${value.replace(special, escape)}"`
}

const special = /["\\\u0000-\u0008\u000A-\u001F\u007F]/g

function escapeLines(value: string): string {
  // Two quotes in a row may stay; three would end the text, and so would one at its very end.
  return value
    .replace(/[\\\u0000-\u0008\u000B-\u001F\u007F]/g, escape)
    .replace(/"{3,}|"+$/g, (quotes) => quotes.replaceAll('"', '\\"'))
}

const shortEscapes = new Map([
  ["\b", "\\b"],
  ["\n", "\\n"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ['"', '\\"'],
  ["\\", "\\\\"],
])

function escape(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")
  return shortEscapes.get(character) ?? `\\u${code}`
}

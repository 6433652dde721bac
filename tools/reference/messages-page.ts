// Every diagnostic: its severity, when it is said and why, and what it says about a made-up key.
import type { DiagnosticCode } from "@modkeep/toml/diagnostic"
import { type Facts, type MessageKind, messages } from "@modkeep/toml/messages"

import { pageText } from "./page-text.ts"

/** One case of each. The compiler asks for a new one when a code is added. */
const cases: { readonly [C in DiagnosticCode]: Facts[C] } = {
  "toml.syntax": { problem: "Line ends before the closing quote", mend: 'close it with "' },
  "toml.duplicate_key": { name: "API_KEY" },
  "toml.too_large": { limit: "bytes" },
  "toml.too_deep": {},
  "toml.not_utf8": {},
  "env.impossible": { name: '"A=B"', reason: "equals" },
  "env.not_mapped": { name: "DEBUG", kind: "boolean" },
  "env.reserved": { name: "PYTHONPATH", by: "author" },
  "secret.blank": { name: "API_KEY", filledBy: "text" },
  "secret.required_missing": { name: "API_KEY", filledBy: "text" },
  "secret.whitespace_only": { name: "API_KEY" },
  "secret.unchanged_placeholder": { name: "API_KEY", reason: "reads like a placeholder" },
  "secret.not_declared": { name: "OTHER_KEY" },
  "secret.looks_like_private_key_in_git": { name: "API_KEY", looksLike: "an API key" },
  "comment.looks_like_credential": { looksLike: "an API key" },
  "reference.unknown": { name: "API_KEY" },
  "reference.reserved": { name: "API_KEY" },
  "reference.sealed": { name: "ADMIN_KEY" },
  "overlay.type": { name: "PORT", wanted: "a whole number", given: "text" },
  "directive.unknown": { directive: "requird", misplaced: false },
  "directive.value": { name: "PORT", directive: "type", wanted: "a port", about: "value" },
  "streamlit.old_parser": {
    name: "servers",
    construct: "an array of inline tables over several lines",
    mend: "write it as [[servers]]",
  },
}

export function messagesPage(): string {
  const codes = Object.keys(messages) as DiagnosticCode[] // the table's own keys
  return pageText("Messages", [
    "What the checks say about a secrets document: the same text in the API, on the command line and in an editor. An *error* forbids saving, a *warning* and a *hint* do not. Messages name keys as typed and never hold a value.",
    ...codes.map((code) => section(code, cases[code])),
  ])
}

function section<C extends DiagnosticCode>(code: C, facts: Facts[C]): string {
  const kind: MessageKind<Facts[C]> = messages[code]
  const help = kind.help?.(facts)
  const said = [
    `${kind.severity}[${code}]: ${kind.message(facts)}`,
    `  ^ ${kind.caret}`,
    ...(help === undefined ? [] : [`  help: ${help}`]),
  ]
  return `## ${code}\n\n${kind.about}\n\n\`\`\`text\n${said.join("\n")}\n\`\`\``
}

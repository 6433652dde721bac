// The environment variables that a module finds for a document: exactly those that Streamlit itself would set.
import { pythonFloat } from "./python-float.ts"
import type { TomlKind, TomlTable, TomlValue } from "./value.ts"

export interface Environment {
  readonly variables: Map<string, string>
  /** For every other root key: why it is not an environment variable. */
  readonly reasons: Map<string, string>
}

/** @returns text as it is, whole numbers in decimal, floats as Python prints them; everything else with its reason */
export function projectEnvironment(root: TomlTable): Environment {
  const variables = new Map<string, string>()
  const reasons = new Map<string, string>()
  for (const [name, value] of root.entries) {
    const text = environmentText(value)
    if (text === undefined) reasons.set(name, reasonOf(value.kind))
    else variables.set(name, text)
  }
  return { variables, reasons }
}

/** @returns the text of the variable, or undefined for a value that Streamlit does not export */
export function environmentText(value: TomlValue): string | undefined {
  if (value.kind === "string") return value.value
  if (value.kind === "integer") return value.value.toString()
  return value.kind === "float" ? pythonFloat(value.value) : undefined
}

function reasonOf(kind: TomlKind): string {
  return `${nameOfKind(kind)} is found in st.secrets only`
}

/** @returns the type in plain words, with its article */
export function nameOfKind(kind: TomlKind): string {
  return kindNames[kind]
}

const kindNames = {
  string: "text",
  integer: "a whole number",
  float: "a decimal",
  boolean: "a boolean",
  "offset-datetime": "a date with time and zone",
  "local-datetime": "a date with time",
  "local-date": "a date",
  "local-time": "a time",
  array: "an array",
  table: "a section",
} as const satisfies Record<TomlKind, string>

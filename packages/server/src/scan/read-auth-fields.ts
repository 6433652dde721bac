// The authentication fields a module declares in its `modkeep.toml`:
//
//   [auth.fields]
//   api_key = { env = "OPENAI_API_KEY", query = "api_key" }
//   api_base = { env = "OPENAI_BASE_URL", query = "api_base", endpoint = "api_key" }
//
// A field with `endpoint` says where the named credentials are sent. Every other field is a credential, unless it says that it
// is an identifier: what is treated as a secret without need harms nobody.
import type { AuthField } from "@modkeep/contract/auth/resolve-auth"
import { parse } from "@modkeep/toml/parse"
import { type TomlValue, valueAt } from "@modkeep/toml/value"
import type { ScanProblem } from "./scan.ts"
import type { SourceFile } from "./parse-files.ts"

const variable = /^[A-Za-z_][A-Za-z0-9_]*$/
const parameter = /^[A-Za-z0-9_.-]{1,64}$/

export function readAuthFields({ path, bytes }: SourceFile): {
  fields: AuthField[]
  problems: ScanProblem[]
} {
  const { document, diagnostics } = parse(bytes)
  const problems: ScanProblem[] = diagnostics
    .filter(({ severity, code }) => severity === "error" && code.startsWith("toml."))
    .map(({ message, range }) => ({ file: path, line: range.line, message }))
  const table = document === undefined ? undefined : valueAt(document.root, ["auth", "fields"])
  if (table?.kind !== "table") return { fields: [], problems }
  const fields: AuthField[] = []
  for (const [name, value] of table.entries) {
    const field = readField(name, value, new Set(table.entries.keys()))
    if (typeof field !== "string") fields.push(field)
    else problems.push({ file: path, line: lineOf(document?.leaves ?? [], name), message: field })
  }
  return { fields, problems }
}

function readField(name: string, value: TomlValue, names: ReadonlySet<string>): AuthField | string {
  const env = textAt(value, "env")
  const query = textAt(value, "query") ?? name
  if (!parameter.test(name)) return `auth.fields: "${name}" cannot be the name of a field`
  if (env === undefined || !variable.test(env)) {
    return `auth.fields.${name}: env must name an environment variable, such as "OPENAI_API_KEY"`
  }
  if (!parameter.test(query))
    return `auth.fields.${name}: query must be the name of a query parameter`
  const of = credentialsOf(value)
  if (of === undefined) {
    const kind = textAt(value, "kind") === "identifier" ? "identifier" : "credential"
    return { name, env, query, kind }
  }
  if (of.length === 0 || of.some((credential) => credential === name || !names.has(credential))) {
    return `auth.fields.${name}: endpoint must name the field whose credential is sent there`
  }
  return { name, env, query, kind: "endpoint", of }
}

function credentialsOf(value: TomlValue): string[] | undefined {
  const endpoint = valueAt(value, ["endpoint"])
  if (endpoint === undefined) return undefined
  const items = endpoint.kind === "array" ? endpoint.items : [endpoint]
  return items.flatMap((item) => (item.kind === "string" ? [item.value] : []))
}

function textAt(value: TomlValue, key: string): string | undefined {
  const found = valueAt(value, [key])
  return found?.kind === "string" ? found.value : undefined
}

interface Located {
  readonly keyPath: readonly string[]
  readonly keyRange: { readonly line: number }
}

function lineOf(leaves: readonly Located[], name: string): number {
  return leaves.find(({ keyPath }) => keyPath[2] === name)?.keyRange.line ?? 1
}

// What root keys do to the process: the impossible ones, the reserved ones, and those that stay out of the environment.
import { diagnose } from "./diagnose.ts"
import { environmentText } from "./environment.ts"
import { formatKeyPath } from "./key-path.ts"
import { Positions } from "./positions.ts"
import type { Diagnostic, Range } from "./diagnostic.ts"
import type { SecretsDocument, Statement } from "./document.ts"
import type { TomlValue } from "./value.ts"

export function checkEnvironment(
  document: SecretsDocument,
  by: "author" | "installer",
): Diagnostic[] {
  const found: Diagnostic[] = []
  const positions = new Positions(document.text)
  const statements = new Map<string, Statement>()
  for (const statement of document.statements) {
    const name = statement.path[0] ?? ""
    if (!statements.has(name)) statements.set(name, statement)
  }
  for (const [name, value] of document.root.entries) {
    const statement = statements.get(name)
    if (statement === undefined) continue
    const keyRange = positions.range(statement.keySpan)
    const valueRange = positions.range(statement.valueSpan ?? statement.keySpan)
    found.push(...checkRootKey({ name, value, by, keyRange, valueRange }))
  }
  return found
}

interface RootKey {
  readonly name: string
  readonly value: TomlValue
  readonly by: "author" | "installer"
  readonly keyRange: Range
  readonly valueRange: Range
}

function checkRootKey({ name, value, by, keyRange, valueRange }: RootKey): Diagnostic[] {
  const keyPath = [name]
  const shown = formatKeyPath(keyPath)
  const reason = impossibleReason(name, value)
  if (reason !== undefined) {
    const range = reason === "nul-value" ? valueRange : keyRange
    return [diagnose("env.impossible", { name: shown, reason }, { range, keyPath })]
  }
  if (environmentText(value) === undefined) {
    const range = value.kind === "table" ? keyRange : valueRange
    return [diagnose("env.not_mapped", { name: shown, kind: value.kind }, { range, keyPath })]
  }
  if (!isReserved(name)) return []
  const severity = by === "installer" ? "error" : "warning"
  return [diagnose("env.reserved", { name: shown, by }, { range: keyRange, keyPath, severity })]
}

function impossibleReason(name: string, value: TomlValue) {
  if (name === "") return "empty"
  if (name.includes("=")) return "equals"
  if (name.includes("\0")) return "nul-key"
  return value.kind === "string" && value.value.includes("\0") ? "nul-value" : undefined
}

// Read by the dynamic linker, the shell, Python, OpenSSL, HTTP clients, git or Modkeep's own runtime before or instead
// of the module. http_proxy and its kin count in lower case too.
const reservedNames = new Set(
  `PATH HOME SHELL BASH_ENV IFS TMPDIR
   REQUESTS_CA_BUNDLE CURL_CA_BUNDLE AWS_CA_BUNDLE GRPC_DEFAULT_SSL_ROOTS_FILE_PATH OPENSSL_CONF
   OPENSSL_MODULES GCONV_PATH LOCPATH NLSPATH GLIBC_TUNABLES HOSTALIASES LOCALDOMAIN RES_OPTIONS
   VIRTUAL_ENV NODE_OPTIONS NODE_EXTRA_CA_CERTS PERL5LIB PERL5OPT RUBYOPT RUBYLIB SSLKEYLOGFILE`.split(
    /\s+/,
  ),
)
const reservedPatterns =
  /^(?:LD_|DYLD_|PYTHON|STREAMLIT_|SSL_CERT_|GIT_|MODKEEP_|MALLOC_)|_PROXY$|_proxy$/

/** @returns true for names that change how the process itself behaves */
export function isReserved(name: string): boolean {
  return reservedNames.has(name) || reservedPatterns.test(name)
}

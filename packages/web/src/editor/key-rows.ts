// The document as rows: key, type, how the code reaches it, what becomes of it in the environment. No value among them.
import type { Leaf, SecretsDocument } from "@modkeep/toml/document"
import { nameOfKind } from "@modkeep/toml/environment"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { isReference } from "@modkeep/toml/mask"
import type { TomlValue } from "@modkeep/toml/value"

export interface KeyRow {
  readonly keyPath: readonly string[]
  readonly name: string
  /** In plain words; of a stored value it is not known here. */
  readonly type: string
  readonly access: string
  readonly environment: { readonly name: string } | { readonly reason: string }
  /** How code reads the variable, where there is one. */
  readonly environmentAccess: string | undefined
  readonly isBlank: boolean
}

export function keyRows(document: SecretsDocument): KeyRow[] {
  return document.leaves.map((leaf) => {
    const environment = environmentOf(leaf)
    return {
      keyPath: leaf.keyPath,
      name: formatKeyPath(leaf.keyPath),
      type: isReference(leaf.value) ? "stored" : nameOfKind(leaf.value.kind),
      access: accessLine(document, leaf.keyPath),
      environment,
      environmentAccess:
        "name" in environment ? `os.environ[${JSON.stringify(environment.name)}]` : undefined,
      isBlank: leaf.value.kind === "string" && leaf.value.value === "",
    }
  })
}

/** `st.secrets.db.user` where Python allows the dot, else `["…"]`; an index of an array of tables is a number. */
function accessLine({ root }: SecretsDocument, keyPath: readonly string[]): string {
  let value: TomlValue | undefined = root
  let line = "st.secrets"
  for (const key of keyPath) {
    if (value?.kind === "array") {
      line += `[${key}]`
      value = value.items[Number(key)]
      continue
    }
    // Streamlit gives `items`, `keys` and the like as methods of the section.
    const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !reserved.has(key)
    line += isPlain ? `.${key}` : `[${JSON.stringify(key)}]`
    value = value?.kind === "table" ? value.entries.get(key) : undefined
  }
  return line
}

const reserved = new Set(
  "items keys values get to_dict has_key load_if_toml_exists set_suppress_print_error_on_exception file_change_listener and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield".split(
    " ",
  ),
)

function environmentOf({ keyPath, value }: Leaf): KeyRow["environment"] {
  const [name = "", ...deeper] = keyPath
  if (deeper.length > 0) return { reason: "no, it is in a section" }
  if (isReference(value)) return { reason: `${name}, if it is text or a number` }
  if (["string", "integer", "float"].includes(value.kind)) return { name }
  return { reason: `no, ${nameOfKind(value.kind)} stays in st.secrets` }
}

// The environment variable that a key becomes, or why it becomes none.
import type { Leaf } from "@modkeep/toml/document"
import { environmentText, nameOfKind } from "@modkeep/toml/environment"

export function environmentOf({
  keyPath,
  value,
}: Pick<Leaf, "keyPath" | "value">): { name: string } | { reason: string } {
  const [name, ...below] = keyPath
  if (name === undefined || below.length > 0)
    return { reason: "A key in a section is found in st.secrets only" }
  if (environmentText(value) !== undefined) return { name }
  return { reason: `${capital(nameOfKind(value.kind))} is found in st.secrets only` }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

// The keys that a template asks for: blank in it, and not called @optional.
import type { Leaf, SecretsDocument } from "./document.ts"

export function requiredLeaves(template: SecretsDocument): Leaf[] {
  return template.entries.filter(
    ({ value, directives }) =>
      value.kind === "string" && value.value === "" && !directives.optional,
  )
}

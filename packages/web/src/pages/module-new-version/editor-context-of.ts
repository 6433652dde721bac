// What the text of a new version is held against: the template of the commit, and what its code reads.
import { formatKeyPath } from "@modkeep/toml/key-path"

import type { EditorContext } from "#editor/editor-context.ts"

import type { Template } from "./use-template.ts"

export function editorContextOf(
  template: Template | undefined,
  acknowledgeMissing: readonly (readonly string[])[],
): EditorContext {
  if (template === undefined) return { kind: "version" }
  const { keys, reads } = template
  return { kind: "version", template: templateText(template), keys, reads, acknowledgeMissing }
}

/** With values carried over the answer holds the merged text: what the template asks for is then told by its keys. */
function templateText({ base, template, keys }: Template): string | undefined {
  if (!template.found) return undefined
  if (base === undefined) return template.text
  const asked = keys.filter(({ required, inTemplate }) => required && inTemplate)
  return asked.map(({ keyPath }) => `${formatKeyPath(keyPath)} = ""\n`).join("")
}

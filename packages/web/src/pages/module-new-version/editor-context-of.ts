// What the text of a new version is held against: the template of the commit, and what its code reads.
import { pathKey } from "@modkeep/toml/document"
import { formatKeyPath } from "@modkeep/toml/key-path"
import { isReference } from "@modkeep/toml/mask"
import { parse } from "@modkeep/toml/parse"

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

/**
 * With values carried over the answer holds the merged text: what the template asks for is then told by its keys, and its samples
 * are what the merged text holds in clear.
 */
function templateText({ base, template, keys }: Template): string | undefined {
  if (!template.found) return undefined
  if (base === undefined) return template.text
  const asked = keys.filter(({ required, inTemplate }) => required && inTemplate)
  const blanks = asked.map(({ keyPath }) => `${formatKeyPath(keyPath)} = ""\n`)
  return [
    ...blanks,
    ...samples(template.text, new Set(asked.map(({ keyPath }) => pathKey(keyPath)))),
  ].join("")
}

function samples(text: string, asked: ReadonlySet<string>): string[] {
  const { document } = parse(text)
  if (document === undefined) return []
  return document.entries.flatMap(({ keyPath, value, valueSpan }) => {
    const isSample = value.kind === "string" && value.value !== "" && !isReference(value)
    // An element of an array of tables has no line of its own.
    const isNumbered = keyPath.some((part) => /^\d+$/.test(part))
    if (!isSample || isNumbered || asked.has(pathKey(keyPath))) return []
    return [`${formatKeyPath(keyPath)} = ${document.text.slice(...valueSpan)}\n`]
  })
}

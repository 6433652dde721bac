// Who fills a key, written into the text as its author would: `# @install` above it, or that word taken out again. No other
// character changes.
import { samePath, typedText, type SecretsDocument, type Statement } from "@modkeep/toml/document"

/** @returns the text as typed, or undefined when the key has no line of its own */
export function setInstall(
  document: SecretsDocument,
  path: readonly string[],
  isInstall: boolean,
): string | undefined {
  const statement = document.statements.find(
    (each) => each.kind === "key" && samePath(each.path, path),
  )
  if (statement === undefined) return undefined
  const text = withoutInstall(document.text, statement)
  if (!isInstall) return typedText(text, document)
  const line = document.text.lastIndexOf("\n", statement.span[0] - 1) + 1
  const at = line - (document.text.length - text.length)
  const indent = /^[ \t]*/.exec(text.slice(at))?.[0] ?? ""
  return typedText(`${text.slice(0, at)}${indent}# @install\n${text.slice(at)}`, document)
}

function withoutInstall(text: string, { blockSpan }: Statement): string {
  if (blockSpan === undefined) return text
  const [start, end] = blockSpan
  const lines = text.slice(start, end).split("\n")
  const kept = lines.flatMap((line) => {
    if (!/^\s*#\s*@/.test(line)) return [line]
    const rest = line.replace(/[ \t]*@install(?:=(?:true|false))?(?![\w=-])/g, "")
    return /^\s*#\s*$/.test(rest) && rest !== line ? [] : [rest]
  })
  return text.slice(0, start) + kept.join("\n") + text.slice(end)
}

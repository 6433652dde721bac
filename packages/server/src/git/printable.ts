// Text of a repository as it may be shown: one line, no control and no direction-changing characters, of limited length.
export function printable(text: string, charactersMax: number): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim()
  return Array.from(line).slice(0, charactersMax).join("")
}

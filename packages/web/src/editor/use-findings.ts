// What the checks say, and behind it what the server said about the same text and they did not: it goes when the text changes.
import { pathKey } from "@modkeep/toml/document"
import { Positions } from "@modkeep/toml/positions"
import { useMemo, useState } from "react"

import type { Underline } from "./area.ts"
import type { CheckedText } from "./check-text.ts"
import type { Finding } from "./problem-list.tsx"

export function useFindings(
  text: string,
  checked: CheckedText,
  problems: readonly Finding[] | undefined,
): readonly Finding[] {
  const [about, setAbout] = useState({ problems, text })
  if (about.problems !== problems) setAbout({ problems, text })
  const said = about.text === text ? (problems ?? none) : none
  return useMemo(() => {
    const seen = new Set(checked.diagnostics.map(keyOf))
    return [...checked.diagnostics, ...said.filter((each) => !seen.has(keyOf(each)))]
  }, [checked, said])
}

const none: readonly Finding[] = []

function keyOf({ code, keyPath, range }: Finding): string {
  return `${code} ${pathKey(keyPath)} ${keyPath.length === 0 ? `${range.line}:${range.column}` : ""}`
}

export function underlinesOf(body: string, findings: readonly Finding[]): Underline[] {
  const positions = new Positions(body)
  return findings.map(({ range, severity, message, help }) => {
    const start = positions.offset(range.line, range.column)
    const end = positions.offset(range.endLine, range.endColumn)
    return { start, end: Math.max(start, end), severity, message, help }
  })
}

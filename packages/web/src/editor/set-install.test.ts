import { parse } from "@modkeep/toml/parse"
import { expect, test } from "vitest"

import { setInstall } from "./set-install.ts"

function set(text: string, path: readonly string[], isInstall: boolean): string | undefined {
  const { document } = parse(text)
  if (document === undefined) throw new Error("not TOML")
  return setInstall(document, path, isInstall)
}

const text = '# The key\n# @docs=https://x.example\nA = "1" # stays\n\n[db]\n  user = ""\n'

test("one line above the key says that each install brings it, and nothing else changes", () => {
  expect(set(text, ["A"], true)).toBe(text.replace("A =", "# @install\nA ="))
  expect(set(text, ["db", "user"], true)).toBe(text.replace("  user", "  # @install\n  user"))
})

test("taking it back gives the text as it was, and leaves the other words of its line", () => {
  for (const path of [["A"], ["db", "user"]])
    expect(set(set(text, path, true) ?? "", path, false)).toBe(text)
  expect(set('# @optional @install @docs=https://x.example\nA = ""\n', ["A"], false)).toBe(
    '# @optional @docs=https://x.example\nA = ""\n',
  )
})

test("saying it twice says it once, and line ends stay", () => {
  const crlf = 'B = ""\r\nA = ""\r\n'
  const once = set(crlf, ["A"], true)
  expect(once).toBe('B = ""\r\n# @install\r\nA = ""\r\n')
  expect(set(once ?? "", ["A"], true)).toBe(once)
})

test("a key inside braces has no line of its own", () => {
  expect(set('db = { user = "" }\n', ["db", "user"], true)).toBeUndefined()
})

import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkVersion } from "./check-version.ts"
import { brokenText } from "./documents.suite.ts"
import { maskLines } from "./masked-line.ts"
import { parse } from "./parse.ts"
import { printDiagnostics } from "./print.ts"
import type { KeyRead } from "./key-read.ts"

function printed(text: string, reads: readonly KeyRead[] = []) {
  const { document, diagnostics } = parse(text)
  const found = document === undefined ? diagnostics : checkVersion({ document })
  return printDiagnostics(found, text, { reads })
}

test("a diagnostic is told as what, where, the line, why and what to write", () => {
  const text = 'A = "x"\n\nOPENAI_API_KEY = ""\n\nDEBUG = true\n'
  expect(printed(text, [{ keyPath: ["OPENAI_API_KEY"], file: "app.py", line: 12 }]))
    .toBe(`error[secret.blank]: OPENAI_API_KEY has no value
   line 3, column 18
3 | OPENAI_API_KEY = ""
  |                  ^^ empty text is not accepted
  = app.py:12 reads it as st.secrets["OPENAI_API_KEY"]
  help: write the value between the quotes, or delete the line and confirm that the module does not need it

note[env.not_mapped]: DEBUG will not become an environment variable
5 | DEBUG = true
  |         ^^^^ Streamlit maps only text, whole numbers and decimals outside [sections]
  help: if the module reads os.environ, write it as text, for example DEBUG = "true"
`)
})

test("the caret stands under the covered value, whatever its length and its characters", () => {
  const text = `x = { "é😀" = "${"long ".repeat(20)}", b = " ", c = "" } # c\n`
  const lines = printed(text).split("\n")
  expect(lines).toContain('1 | x = { "é😀" = ••••, b = ••••, c = "" } # c')
  expect(lines).toContain("  |                        ^^^^ only white space")
  expect(lines).toContain("  |                                  ^^ empty text is not accepted")
})

test("a missing key has no line, wide line numbers widen the margin, and colours only when asked", () => {
  const document = parse(`${"\n".repeat(9)}A = " "`).document
  const template = parse('B = ""').document
  if (document === undefined || template === undefined) throw new Error("not read")
  const diagnostics = checkVersion({ document, template: { document: template } })
  const text = printDiagnostics(diagnostics, document.text)
  expect(text).toContain(
    "    line 10, column 5\n10 | A = ••••\n   |     ^^^^ only white space\n   help: ",
  )
  expect(text).toContain(
    "error[secret.required_missing]: B is missing\n    line 10, column 8\n   help: ",
  )
  expect(text).not.toContain("\u001B")
  expect(printDiagnostics(diagnostics, document.text, { color: true })).toContain("\u001B[31m")
  expect(printDiagnostics([], "")).toBe("")
})

describe("no value is ever printed", () => {
  const canary = "canary4711"

  test.each([
    [
      "a text that is read",
      `A = " "\nB = "${canary}" # ${canary}\nPATH = '${canary}'\nC = ["${canary}", 1]\nD = """\n${canary}\n""" # c\nE = [\n  { f = "", g = "${canary}" },\n]\n`,
    ],
    ["one with a missing quote", `A = "${canary}\nB = ${canary}\n`],
    ["one that never closes", `A = """\n${canary}\n${canary} = 1\n[${canary}]\n`],
    ["one with an array that never closes", `A = ["${canary}",\n${canary} = 2\n`],
    [
      "lines that are no TOML",
      `${canary} ${canary}\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQE=\n`,
    ],
    ["a duplicate", `A = "${canary}"\nA = "${canary}"\n`],
    ["shell", `export A="${canary}" B=${canary}\n`],
  ])("of %s", (_, text) => {
    const lines = text.split("\n")
    const lineOf = maskLines(text)
    const shown = lines.map((__, index) => lineOf(index + 1).text).join("\n")
    expect(printed(text)).not.toContain(canary)
    expect(shown).not.toContain(canary)
    expect(shown).not.toContain("MIIE")
  })

  test("of any text whose values are known", () => {
    const secret = fc.uuid()
    fc.assert(
      fc.property(secret, brokenText, fc.boolean(), (value, rest, isFirst) => {
        const own = `TOKEN = '''${value}'''\n[own]\nT = ["${value}"]\n`
        const text = isFirst ? own + rest : `${rest}\n${own}`
        expect(printed(text)).not.toContain(value)
      }),
      { numRuns: 1500 },
    )
  })
})

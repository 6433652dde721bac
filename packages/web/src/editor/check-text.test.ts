import { expect, test } from "vitest"

import { checkText, missingValues } from "./check-text.ts"

const codes = (text: string, context: Parameters<typeof checkText>[1]) =>
  checkText(text, context).diagnostics.map(({ code, severity }) => `${severity} ${code}`)

test("references count as values; blanks and what the template asks for do not go through", () => {
  const context = { kind: "version", template: 'A = ""\nB = ""\nC = ""\n' } as const
  const checked = checkText('A = "<kept:3f9c2a71>"\nB = ""\n', context)
  expect(checked.diagnostics.map(({ code }) => code)).toEqual([
    "secret.blank",
    "secret.required_missing",
  ])
  expect(missingValues(checked.diagnostics)).toBe(2)
  expect(codes('A = "1"\nB = "2"\n', { ...context, acknowledgeMissing: [["C"]] })).toEqual([])
})

test("a text with a mistake still tells its blanks, and never a value", () => {
  const { diagnostics, isWhole } = checkText('A = ""\nB = hidden_value\n', { kind: "version" })
  expect(isWhole).toBe(false)
  expect(diagnostics.map(({ code }) => code)).toEqual(["secret.blank", "toml.syntax"])
  expect(JSON.stringify(diagnostics)).not.toContain("hidden_value")
})

test("an install fills what the version leaves, and is not judged by types that only the version's value has", () => {
  const version = '# @install\nKEY = ""\nPORT = "<kept:3f9c2a71>"\n'
  const context = { kind: "install", version } as const
  expect(codes("", context)).toEqual(["error secret.blank"])
  expect(codes('KEY = "v"\nPORT = 1\n', context)).toEqual([])
  expect(codes('KEY = "v"\nOTHER = "x"\n', context)).toEqual(["error secret.not_declared"])
  expect(codes('OTHER = "x"\n', { kind: "install" })).toEqual([])
})

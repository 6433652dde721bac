import { expect, test } from "vitest"

import { quotePasted } from "./code/paste-value.ts"
import { looksWhole } from "./looks-whole.ts"
import { pasteOffer } from "./paste-offer.ts"

const at = (before: string, after = "") => ({ before, after })

test("a raw value is quoted where a value belongs, in the form that keeps it", () => {
  expect(quotePasted("sk-123\n", at("KEY = "))?.source).toBe('"sk-123"')
  expect(quotePasted("sk-123", at('KEY = "', '"'))).toEqual({ source: '"sk-123"', quotes: 1 })
  expect(quotePasted('a"b\\c', at('db."x y" = "', '" # note'))?.source).toBe("'a\"b\\c'")
  expect(quotePasted("-----BEGIN-----\nabc\n", at('PEM = """', '"""'))).toEqual({
    source: '"""\n-----BEGIN-----\nabc\n"""',
    quotes: 3,
  })
})

test("what is right as it is stays: TOML values, text with its own quotes, anything outside of a value", () => {
  expect(quotePasted("true", at("KEY = "))).toBeUndefined()
  expect(quotePasted('"quoted"', at('KEY = "', '"'))?.source).toBe('"quoted"')
  expect(quotePasted("abc", at("# comment "))).toBeUndefined()
  expect(quotePasted("abc", at('KEY = "half', '"'))).toBeUndefined()
  expect(quotePasted("abc", at(""))).toBeUndefined()
})

test("whole documents in another form are offered as TOML; single values and base64 are not", () => {
  expect(pasteOffer("export A=1\n# c\nB='two'\n")).toMatchObject({ format: "env", keys: 2 })
  expect(pasteOffer('{"a": {"b": "c"}}')).toMatchObject({ format: "json", keys: 1 })
  for (const whole of ["A=1\nB=2", '{"a": 1}']) expect(looksWhole(whole)).toBe(true)
  for (const value of ["abc==", "sk-123", 'A = "toml"\n', "a b=c"])
    expect(looksWhole(value)).toBe(false)
})

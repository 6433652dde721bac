import { quoteString } from "@modkeep/toml/quote-string"
import { expect, test } from "vitest"

import { generateValue } from "./generate-value.ts"

test("each kind has its form, needs no escape in TOML, and comes out different every time", () => {
  const forms = {
    hex32: /^[0-9a-f]{64}$/,
    uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    password: /^\S{28}$/,
  } as const
  for (const kind of ["hex32", "uuid", "password"] as const) {
    const values = Array.from({ length: 200 }, () => generateValue(kind))
    expect(new Set(values).size).toBe(200)
    for (const value of values) {
      expect(value).toMatch(forms[kind])
      expect(quoteString(value)).toBe(`"${value}"`)
    }
  }
})

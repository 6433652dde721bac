import * as fc from "fast-check"
import { expect, test } from "vitest"
import { root } from "./documents.suite.ts"
import { projectEnvironment } from "./environment.ts"
import { effective } from "./layers.ts"
import { parse } from "./parse.ts"
import { pythonFloat } from "./python-float.ts"
import { writeCanonical } from "./canonical.ts"
import type { SecretsDocument } from "./document.ts"
import type { TomlValue } from "./value.ts"

function read(text: string): SecretsDocument {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

const merged = (version: string, install: string) => effective(read(version), read(install))

test("sections merge key by key at any depth, every other value replaces", () => {
  const { root: result } = merged(
    "A = 1\nB = 2\nl = [1, 2]\n[s]\na = 1\nb = 1\n[s.t]\nx = 1\n[[r]]\nk = 1\n[[r]]\nk = 2\n",
    "B = 3\nl = [9]\n[s]\nb = 2\n[s.t]\ny = 2\n[[r]]\nz = 3\n",
  )
  expect(writeCanonical(result)).toBe(
    "A = 1\nB = 3\nl = [9]\n\n[s]\na = 1\nb = 2\n\n[s.t]\nx = 1\ny = 2\n\n[[r]]\nz = 3\n",
  )
})

test("each key tells where it comes from and whether it overrides", () => {
  const { origins } = merged("A = 1\nB = 2\n[s]\na = 1\n[[r]]\nk = 1\n", "B = 3\n[s]\nb = 2\n")
  expect(
    origins.map(({ path, origin, overrides }) => `${path.join(".")} ${origin} ${overrides}`),
  ).toEqual([
    "A version false",
    "B install true",
    "s.a version false",
    "s.b install false",
    "r version false",
  ])
})

test("without an install the version's document is what a module sees", () => {
  expect(effective(read("a = 1\n[s]\n")).root).toEqual(read("a = 1\n[s]\n").root)
})

test("no blank key is ever part of the result, whatever two documents are laid together", () => {
  const text = root.map(writeCanonical)
  fc.assert(
    fc.property(text, text, (version, install) => {
      const { root: result, blanks } = merged(version, install)
      expect(holdsBlank(result)).toBe(false)
      expect(blanks.every((path) => path.length > 0)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test("keys named __proto__ are laid over each other like others", () => {
  const { root: result } = merged('[__proto__]\na = "1"\n', '[__proto__]\npolluted = "2"\n')
  expect(writeCanonical(result)).toBe('\n[__proto__]\na = "1"\npolluted = "2"\n')
  expect("polluted" in {}).toBe(false)
})

test("root text, whole numbers and decimals become variables as Python prints them, all else has a reason", () => {
  const { variables, reasons } = projectEnvironment(
    read(
      'A = "x"\nE = " "\nI = 0xFF\nF = 1e10\nG = 1.50\nN = -inf\n__proto__ = "p"\nB = true\nD = 1979-05-27\nL = [1]\n[s]\nx = "y"\n',
    ).root,
  )
  expect([...variables]).toEqual([
    ["A", "x"],
    ["E", " "],
    ["I", "255"],
    ["F", "10000000000.0"],
    ["G", "1.5"],
    ["N", "-inf"],
    ["__proto__", "p"],
  ])
  expect([...reasons.keys()]).toEqual(["B", "D", "L", "s"])
})

test.each([
  [1e16, "1e+16"],
  [9999999999999998, "9999999999999998.0"],
  [123456789012345680, "1.2345678901234568e+17"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [0.1 + 0.2, "0.30000000000000004"],
  [5e-324, "5e-324"],
  [-0, "-0.0"],
  [100, "100.0"],
  [NaN, "nan"],
])("%d is printed as Python prints it: %s", (value, text) => expect(pythonFloat(value)).toBe(text))

function holdsBlank(value: TomlValue): boolean {
  if (value.kind === "array") return value.items.some(holdsBlank)
  if (value.kind !== "table") return false
  return [...value.entries.values()].some(
    (item) => (item.kind === "string" && item.value === "") || holdsBlank(item),
  )
}

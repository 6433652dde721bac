import { expect, test } from "vitest"
import { writeCanonical } from "./canonical.ts"
import { readsWithOldParser, refuseOldParser } from "./old-parser.ts"
import { parse } from "./parse.ts"

test.each([
  ["1.65.0", true],
  ["1.23.1", true],
  ["0.80.0", true],
  ["1.65", true],
  ["1.66.0", false],
  ["1.66.0rc1", false],
  ["1.67.0", false],
  ["2.0", false],
  ["nightly", false],
  ["", false],
])("Streamlit %s reads with the old library: %s", (release, isOld) => {
  expect(readsWithOldParser(release)).toBe(isOld)
})

test.each([
  ["A = [1, 2.5]", ["A"], 5],
  ['A = [1, "x"]', ["A"], 5],
  ["A = [1, {x = 1}]", ["A"], 5],
  ["A = [[{x = 1}]]", ["A"], 5],
  ["s = {x = [1, true]}", ["s", "x"], 10],
  ["A = -0.0", ["A"], 5],
  ['["a\\tb"]\nx = 1', ["a\tb"], 2],
  ['[s]\n"" = 1', ["s", ""], 1],
  ['"a " = 1', ["a "], 1],
  ['"a\u00A0b" = 1', ["a\u00A0b"], 1],
])("%j is refused where it stands, once, with how to write it", (text, keyPath, column) => {
  const { document } = parse(text)
  const diagnostics = document === undefined ? [] : refuseOldParser(document)
  expect(diagnostics).toMatchObject([{ code: "streamlit.old_parser", keyPath, range: { column } }])
  expect(diagnostics[0]?.help).toMatch(/\w/)
})

test("what both read alike in canonical form is not refused, however it is written", () => {
  const { document } = parse(
    'A = """\n\n\nx"""\nB = """"quote"""\nC = 1979-05-27t07:32:00z\na . b = 1\n"cl\\u00e9" = 1\nD = [[1], ["x"]]\nE = [{x = 1}, {x = "a"}]\nF = nan\nG = "\\\\u0041 \\" [x] #"\n"a b" = 1\n',
  )
  expect(document && refuseOldParser(document)).toEqual([])
})

test("canonical text is one key on a line, values before sections, tables of an array as sections", () => {
  const { document } = parse(
    '[s]\nt.u = 1\nlist = [ 1, # c\n 2 ]\n[a]\nb = [{c = 1e16}, {d = {}}]\n"é x" = \'q"b\\\'\n[e]\n',
  )
  expect(document && writeCanonical(document.root)).toBe(
    '\n[s]\nlist = [1, 2]\n\n[s.t]\nu = 1\n\n[a]\n"é x" = \'q"b\\\'\n\n[[a.b]]\nc = 1.0e+16\n\n[[a.b]]\n\n[a.b.d]\n\n[e]\n',
  )
})

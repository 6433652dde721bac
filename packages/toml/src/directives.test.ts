import { describe, expect, test } from "vitest"
import { parse } from "./parse.ts"

function directivesOf(block: string) {
  const { document } = parse(`${block}\nK = ""\n`)
  return { directives: document?.leaves[0]?.directives, problems: document?.directiveProblems }
}

const none = { optional: false, install: false, sealed: false }

test("prose is the description and lines that start with @ are directives, several on a line", () => {
  expect(
    directivesOf(
      "# Your key.\n#  From the console. \n# @optional @install @sealed\n# @docs=https://x.y/z?a=1 @example=sk-… x",
    ).directives,
  ).toEqual({
    description: "Your key.\nFrom the console.",
    optional: true,
    install: true,
    sealed: true,
    docs: "https://x.y/z?a=1",
    example: "sk-… x",
  })
})

test.each([
  ["@type=url", { type: "url" }],
  ["@type=enum(a, b,'c d')", { type: { enum: ["a", "b", "c d"] } }],
  ["@type=number", { type: "float" }],
  ["@type=string(startsWith=sk-)", { startsWith: "sk-" }],
  ["@starts-with=sk-", { startsWith: "sk-" }],
  ['@starts-with="sk "', { startsWith: "sk " }],
  ["@generate=hex32", { generate: "hex32" }],
  ["@optional=false", {}],
  ["@optional because it is not needed", { optional: true }],
  ["@required @sensitive", {}],
])("# %s is understood", (line, wanted) => {
  expect(directivesOf(`# ${line}`)).toEqual({ directives: { ...none, ...wanted }, problems: [] })
})

test.each([
  "@type=shoe",
  "@type",
  "@type=enum()",
  "@starts-with",
  "@generate=x",
  "@docs=ftp://x",
  "@optional=maybe",
  "@example=",
])("# %s has an argument that cannot be understood", (line) =>
  expect(directivesOf(`# ${line}`).problems).toMatchObject([{ kind: "argument" }]),
)

test("a directive that nobody knows is told where it stands, and the others still count", () => {
  const { directives, problems } = directivesOf("#@optinal @install")
  expect(directives?.install).toBe(true)
  expect(problems).toEqual([
    {
      kind: "unknown",
      directive: "optinal",
      wanted: "",
      keyPath: ["K"],
      range: { line: 1, column: 2, endLine: 1, endColumn: 10 },
    },
  ])
})

describe("only the block directly above a key describes it", () => {
  const optional = (text: string) =>
    parse(text).document?.entries.map((leaf) => leaf.directives.optional)
  const misplaced = (text: string) =>
    parse(text).document?.directiveProblems.map(({ kind }) => kind)

  test("not one with an empty line between, nor one behind a value", () => {
    expect(optional('# @optional\n\nA = ""\n')).toEqual([false])
    expect(optional('A = "" # @optional\nB = ""\n')).toEqual([false, false])
    expect(misplaced('# @optional\n\nA = "" # @install\n')).toEqual(["misplaced", "misplaced"])
  })

  test("not one above a section's header", () => {
    expect(optional('# @optional\n[s]\nA = ""\n')).toEqual([false])
    expect(misplaced('# @optional\n[s]\nA = ""\n')).toEqual(["misplaced"])
  })

  test("but one above an inline table holds for its keys", () => {
    expect(optional('# @optional\nA = {b = "", c = [{d = ""}]}\n')).toEqual([true, true, true])
  })

  test("a text that looks like one inside a value is none", () => {
    expect(optional('A = """\n# @optional\n"""\nB = ""\n')).toEqual([false, false])
  })

  test("people are no directives", () =>
    expect(misplaced("# @dana please fill in\n\nA = 1\n")).toEqual([]))
})

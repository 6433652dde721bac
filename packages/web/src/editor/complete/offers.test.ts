import { pathKey } from "@modkeep/toml/document"
import { parse } from "@modkeep/toml/parse"
import { expect, test } from "vitest"

import { checkText } from "../check-text.ts"
import type { EditorContext } from "../editor-context.ts"
import { keyMarks } from "../key-marks.ts"
import { offersAt } from "./offers.ts"

const context: EditorContext = {
  kind: "version",
  template: 'TOKEN = ""\nDEBUG = true\n[db]\nuser = ""\npassword = ""\n',
  reads: [{ keyPath: ["REGION"], file: "app.py", line: 12, source: "secret", optional: false }],
}

/** The text with | where the caret is. */
function at(marked: string, { isAsked = false, kind = context.kind } = {}) {
  const body = marked.replace("|", "")
  const given = { ...context, kind }
  const checked = checkText(body, given)
  const facts = { kind, marks: keyMarks(checked, given), template: checked.template }
  return offersAt(body, marked.indexOf("|"), facts, isAsked)
}

const labels = (...args: Parameters<typeof at>) => at(...args)?.list.map(({ label }) => label) ?? []

/** The text after the offer was taken, with | at the caret, or around the selection. */
function taken(marked: string, label: string): string {
  const written = at(marked, { isAsked: true })
    ?.list.find((offer) => offer.label === label)
    ?.write()
  if (written === undefined) return "nothing"
  const { body, start, end } = written
  const selected = start === end ? "" : `${body.slice(start, end)}|`
  return `${body.slice(0, start)}|${selected}${body.slice(end)}`
}

test("a name that the text lacks is offered by any part of it, with who reads it, and comes with a blank", () => {
  expect(at("reg|")?.list).toMatchObject([
    { label: "REGION", detail: "read by the code · app.py:12" },
  ])
  expect(labels("OKE|")).toEqual(["TOKEN"])
  expect(labels('REGION = "x"\nREG|')).toEqual([])
  expect(taken("# first\nreg|\n", "REGION")).toBe('# first\nREGION = "|"\n')
})

test("names are offered on an empty line only when somebody asks", () => {
  expect(labels("|")).toEqual([])
  expect(labels("|", { isAsked: true })).toEqual(["TOKEN", "db.user", "db.password", "REGION"])
})

test("a name of another section goes where it belongs, and the caret with it", () => {
  expect(labels("[db]\nus|")).toEqual(["user"])
  expect(taken("[db]\nTOK|\n", "TOKEN")).toBe('TOKEN = "|"\n\n[db]\n\n')
  expect(taken('use|\n[db]\npassword = "p"\n', "db.user")).toBe(
    '\n[db]\npassword = "p"\nuser = "|"\n',
  )
})

test("sections are offered for the names in them, and not twice", () => {
  expect(at("[|")?.list).toMatchObject([{ label: "[db]", detail: "for user, password" }])
  expect(labels('[db]\nuser = ""\n\n[d|')).toEqual([])
  expect(taken("[d|]", "[db]")).toBe("[db]\n|")
})

test("every word that is offered for a comment is one that is understood", () => {
  const words = labels("# @|\n")
  expect(words.length).toBeGreaterThan(5)
  const rest: Record<string, string> = { "type=": "url", "generate=": "uuid" }
  for (const word of words) {
    const { document } = parse(
      `# @${word}${rest[word] ?? (word.endsWith("=") ? "x" : "")}\nA = "b"\n`,
    )
    const isWhole = !word.endsWith("//")
    expect(document?.directiveProblems.length, word).toBe(isWhole ? 0 : 1)
  }
  for (const name of ["type", "generate"]) {
    for (const word of labels(`# @optional @${name}=|`)) {
      const { document } = parse(`# @${name}=${word}${word.endsWith("(") ? "a,b)" : ""}\nA = "b"\n`)
      expect(document?.directiveProblems, word).toEqual([])
    }
  }
})

test("a comment of an install, prose, and text over several lines get no offers", () => {
  expect(labels("# @|", { kind: "install" })).toEqual([])
  expect(labels("# mail me@|")).toEqual([])
  for (const line of ["REG|", "[d|", "# @|", "A = |"])
    expect(labels(`X = """\n${line}\n"""\n`, { isAsked: true }), line).toEqual([])
})

test("forms of a value follow the comment above and the template, and none is a value of anybody", () => {
  expect(labels("A = |")).toEqual(['""', '"""', "0", "true", "false"])
  expect(labels("# @type=port\nA = |")).toEqual(["0", '""'])
  expect(labels("# @type=enum(red,blue)\nA = |")).toEqual(['""'])
  expect(labels("DEBUG = |")).toEqual(["true", "false", '""'])
  expect(labels("A = t|")).toEqual(["true"])
  expect(labels("A = true|")).toEqual([])
  expect(taken("A =|", '""')).toBe('A = "|"')
  expect(taken("A = | # note", "0")).toBe("A = |0| # note")
})

test("what is taken leaves a text that can be read, wherever the caret was", () => {
  const text = '# about\nA = "1"\n\n[db]\nuser = "u"\n\n[[list]]\nx = 1\n'
  const places = [...text.matchAll(/^/gm)].map(({ index }) => index)
  for (const place of places) {
    const marked = `${text.slice(0, place)}|\n${text.slice(place)}`
    for (const label of labels(marked, { isAsked: true })) {
      const { document } = parse(taken(marked, label).replaceAll("|", ""))
      expect(document?.leaves.length, `${label} in ${marked}`).toBe(4)
      expect(new Set(document?.leaves.map(({ keyPath }) => pathKey(keyPath))).size).toBe(4)
    }
  }
})

import * as fc from "fast-check"
import { expect, test } from "vitest"
import { writeCanonical } from "./canonical.ts"
import { checkInstall } from "./check-install.ts"
import { checkVersion } from "./check-version.ts"
import { changedKeys, maskedDiff } from "./diff.ts"
import { brokenText, authorText } from "./documents.suite.ts"
import { removeKey, renameKey, setValue } from "./edit.ts"
import { projectEnvironment } from "./environment.ts"
import { effective } from "./layers.ts"
import { maskText } from "./mask.ts"
import { parse } from "./parse.ts"
import { printDiagnostics } from "./print.ts"
import { redactionLeaves } from "./redaction.ts"
import { compareTemplates, mergeTemplate } from "./template-drift.ts"
import { prepareTemplate } from "./template.ts"
import { unmask } from "./unmask.ts"
import { messages } from "./messages.ts"

const mark = () => "00000000"

function everything(a: string, b: string): void {
  const one = parse(a).document ?? parse(a).partial
  const two = parse(b).document ?? parse(b).partial
  printDiagnostics(parse(a).diagnostics, a)
  prepareTemplate(a)
  maskedDiff(a, b)
  if (one === undefined || two === undefined) return
  const version = checkVersion({ document: one, template: { document: two }, streamlit: "1.23.1" })
  const install = checkInstall({
    overlay: one,
    version: two,
    template: { document: two },
    streamlit: "1.23.1",
  })
  printDiagnostics([...version, ...install], a)
  const { root } = effective(one, two)
  for (const result of [root, one.root]) {
    projectEnvironment(result)
    writeCanonical(result)
    redactionLeaves(result)
  }
  unmask(maskText(one, mark), { document: two, mark })
  changedKeys(one, two)
  compareTemplates(one, two)
  mergeTemplate({ template: one, base: { document: two, mark }, previous: two })
  for (const { keyPath } of [...one.entries, ...two.entries]) {
    setValue(one, keyPath, { kind: "string", value: "x" })
    setValue(one, [...keyPath, "0"], { source: b })
    removeKey(one, keyPath)
    renameKey(one, keyPath, ["x"])
  }
}

test("no two texts make anything throw, broken ones neither", () => {
  const text = fc.oneof(authorText, brokenText, fc.string({ unit: "binary" }))
  const pairs = fc.sample(fc.tuple(text, text), 300)
  expect(() => pairs.forEach(([a, b]) => everything(a, b))).not.toThrow()
}, 60_000)

test.each([
  ["blanks behind a directive", `# @docs=a${" ".repeat(60_000)}b\nA = ""`],
  ["instructions", `A = "${"set ".repeat(15_000)}"`],
  ["comments that look like much", `#${"a=".repeat(15_000)}${"-----BEGIN ".repeat(2000)}`],
  ["quotes that never close", `A = '${"x".repeat(60_000)}`],
  ["dots and blanks", "a . ".repeat(15_000)],
  ["blanks and quotes behind a mistake", `A = x${" ".repeat(30_000)}y${"'".repeat(30_000)}z`],
  ["keys that begin and never end", `A = \n${"-----BEGIN PRIVATE KEY-----\n".repeat(2300)}`],
  ["commented brackets", `A = [${"#[\n".repeat(15_000)}]`],
])("%s in 64 KiB do not take quadratic time", (_, text) => {
  // Which would be minutes: the test would not end within its time limit.
  expect(() => everything(text, 'A = ""')).not.toThrow()
  expect(() => everything('A = ""', text)).not.toThrow()
})

test("every message has its documentation and its words beside the caret", () => {
  for (const { about, caret } of Object.values(messages)) {
    expect(about).toMatch(/^[A-Z].*[.]$/s)
    expect(caret).toMatch(/^\S.*[^.]$/)
  }
})

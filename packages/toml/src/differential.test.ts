import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { writeCanonical } from "./canonical.ts"
import { authorText, brokenText, root } from "./documents.suite.ts"
import { refuseOldParser } from "./old-parser.ts"
import { parse } from "./parse.ts"
import { askPython, normal, tagged } from "./python.suite.ts"
import { pythonFloat } from "./python-float.ts"

const documentsMin = 20_000

describe("against Python", { timeout: 120_000 }, () => {
  test("canonical text means the same to tomllib, and to toml 0.10.2 wherever nothing was refused", async () => {
    const seed = Number(process.env["MODKEEP_TEST_SEED"] ?? 20_261)
    const values = fc.sample(root, { numRuns: documentsMin, seed })
    const questions = values.map((value) => {
      const text = writeCanonical(value)
      const { document } = parse(text)
      return { text, old: document !== undefined && refuseOldParser(document).length === 0 }
    })
    const answers = await askPython(questions)
    expect(answers).toHaveLength(values.length)
    const wrong = values.flatMap((value, index) => {
      const wanted = normal(tagged(value, pythonFloat))
      const given = [answers[index]?.new, answers[index]?.old].filter((result) => result != null)
      const isRight = given.every((result) => normal(result.ok ?? result.error) === wanted)
      return isRight ? [] : [{ text: questions[index]?.text, wanted, given }]
    })
    expect(wrong).toEqual([])
    const readByOld = answers.filter((answer) => answer.old !== null).length
    // Refusing everything would satisfy the rest.
    expect(readByOld).toBeGreaterThan(documentsMin / 4)
  })

  test("a text is read exactly when tomllib reads it, and as the same values", async () => {
    const seed = Number(process.env["MODKEEP_TEST_SEED"] ?? 20_262)
    const texts = [
      ...fc.sample(authorText, { numRuns: 6000, seed }),
      ...fc.sample(brokenText, { numRuns: 6000, seed: seed + 1 }),
    ].filter((text) => !text.startsWith("\uFEFF"))
    const answers = await askPython(texts.map((text) => ({ text, old: false })))
    const wrong = texts.flatMap((text, index) => {
      const { document, diagnostics } = parse(text)
      const answer = answers[index]?.new
      const ours = document && normal(tagged(document.root, pythonFloat))
      const theirs = answer?.ok === undefined ? undefined : normal(answer.ok)
      const isTold = diagnostics.length > 0 === (document === undefined)
      return ours === theirs && isTold ? [] : [{ text, answer, diagnostics }]
    })
    expect(wrong).toEqual([])
    const read = answers.filter((answer) => answer.new.ok !== undefined).length
    expect(read).toBeGreaterThan(2000)
    expect(read).toBeLessThan(texts.length - 2000)
  })
})

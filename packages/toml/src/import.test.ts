import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { importText } from "./import.ts"
import { parse } from "./parse.ts"
import { projectEnvironment } from "./environment.ts"
import { valueAt } from "./value.ts"

function variables(env: string) {
  const { text } = importText(env, "env")
  const { document } = parse(text ?? "?")
  return document && Object.fromEntries(projectEnvironment(document.root).variables)
}

describe(".env", () => {
  test("quotes, export, escapes, comments and values over several lines mean what they mean there", () => {
    expect(
      variables(
        '# c\nexport A=plain text # c\nB="x\\ny \\"q\\" \\$"\nC=\'it # is\'\nD="two\nlines"\nE=\nF = a#b\nG: yaml\nH=`back"tick`\n',
      ),
    ).toEqual({
      A: "plain text",
      B: 'x\ny "q" $',
      C: "it # is",
      D: "two\nlines",
      E: "",
      F: "a#b",
      G: "yaml",
      H: 'back"tick',
    })
  })

  test("comments and order stay, the last of two equal keys wins, and what cannot be read is named by its line", () => {
    const { text, notes } = importText("# one\nA=1\n\nnot this\nA=2\n", "env")
    expect(text).toBe('# one\n\nA = "2"\n')
    expect(notes).toEqual([
      "line 4: this is not KEY=value and was left out",
      "line 5: A is set twice, the last one is taken",
    ])
  })

  test("every value comes through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        fc.pre(!/[\r\u0000]/.test(value))
        expect(variables(`A='${value.replaceAll("'", "")}'`)).toEqual({
          A: value.replaceAll("'", ""),
        })
      }),
    )
  })
})

describe("JSON", () => {
  test("objects become sections, digits stay, null is a blank and named", () => {
    const { text, notes } = importText(
      '{"a": {"b": 12345678901234567890, "c": [1, 2.5, "x"], "n": null}, "s": "v", "e": {}, "f": 1e3, "t": true}',
    )
    expect(notes).toEqual(["a.n is null and was left blank"])
    expect(text).toBe(
      's = "v"\nf = 1000.0\nt = true\n\n[a]\nb = 12345678901234567890\nc = [1, 2.5, "x"]\nn = ""\n\n[e]\n',
    )
  })

  test("any object of JSON comes through with its keys and texts, __proto__ too", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })),
        (object) => {
          const { document } = parse(importText(JSON.stringify(object), "json").text ?? "?")
          for (const [key, value] of Object.entries(object)) {
            expect(document && valueAt(document.root, [key])).toEqual({ kind: "string", value })
          }
        },
      ),
    )
    expect(importText('{"__proto__": {"x": "1"}}').text).toBe('[__proto__]\nx = "1"\n')
    expect("x" in {}).toBe(false)
  })

  test("what is no object, too deep or too large is refused in a note", () => {
    expect(importText("[1]", "json").text).toBeUndefined()
    expect(importText("{", "json").text).toBeUndefined()
    expect(
      importText(`{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, "json").text,
    ).toBeUndefined()
    expect(importText(`{"a":"${"x".repeat(70_000)}"}`).text).toBeUndefined()
    expect(importText("x".repeat(1_000_000)).text).toBeUndefined()
  })
})

test("front matter gives its own keys and leaves out what describes the Space", () => {
  const { text, notes, format } = importText(
    '---\ntitle: My Space\nsdk: streamlit\nOPENAI_KEY: "sk # x" \nmodel: gpt # c\ndb:\n  user: me\n  ports:\n    - 1\n    - 2\nlist: [a, "b"]\n---\n# Readme: x\n',
  )
  expect(format).toBe("front-matter")
  expect(text).toBe(
    'OPENAI_KEY = "sk # x"\nmodel = "gpt"\nlist = ["a", "b"]\n\n[db]\nuser = "me"\nports = [1, 2]\n',
  )
  expect(notes).toEqual(["left out, since they describe the Space: title, sdk"])
})

test("the format is recognised, TOML stays as it is, and no text makes it throw", () => {
  expect(importText("A=hello").format).toBe("env")
  expect(importText('A = "x" # c\n')).toEqual({ text: 'A = "x" # c\n', format: "toml", notes: [] })
  const texts = fc.sample(fc.string({ unit: "binary" }), 300)
  const formats = ["env", "json", "front-matter", undefined] as const
  expect(() =>
    texts.forEach((text) => formats.forEach((format) => importText(text, format))),
  ).not.toThrow()
})

test("notes hold no value", () => {
  expect(
    JSON.stringify(importText("A=1\ncanary_4711\nA=canary_4711\n", "env").notes),
  ).not.toContain("canary")
})

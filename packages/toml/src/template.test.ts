import { describe, expect, test } from "vitest"
import { credentialWithin, looksLikeCredential } from "./looks-like-credential.ts"
import { maskText, uniqueMarks } from "./mask.ts"
import { parse } from "./parse.ts"
import { requiredLeaves } from "./required-keys.ts"
import { skeleton } from "./skeleton.ts"
import { compareTemplates, mergeTemplate } from "./template-drift.ts"
import { prepareTemplate } from "./template.ts"
import { unmask } from "./unmask.ts"
import type { SecretsDocument } from "./document.ts"

function read(text: string): SecretsDocument {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

const hashOf = (path: readonly string[], attempt: number) =>
  (
    Array.from(path.join(".")).reduce(
      (sum, character) => sum * 31 + character.charCodeAt(0),
      attempt,
    ) % 0xffffffff
  )
    .toString(16)
    .padStart(8, "0")

const bytes = (text: string) => new TextEncoder().encode(text)

describe("a template from a repository", () => {
  test("is the text area's start, byte for byte", () => {
    const text =
      '\uFEFF# Your key\r\nCLARIFAI_PAT = ""\r\nDEFAULT_MODELS = "GPT-4: openai,claude-v2: anthropic,llama2-13b-chat: meta"\r\n'
    expect(prepareTemplate(bytes(text))).toMatchObject({ text, diagnostics: [] })
  })

  test("has every real-looking credential blank, warned of where it stood, and all else as it was", () => {
    const key = "3f9c2a71".repeat(4)
    const text = `A = "${key}" # pat\nB = "real default"\nC = ["AKIA1234567890ABCDEF"]\nD = { e = "ghp_${"a1B2".repeat(9)}", f = 1 }\nG = [{ h = "sk-${"a1B2c3".repeat(5)}" }]\n`
    const { text: result, diagnostics, document } = prepareTemplate(text)
    expect(result).toBe(
      'A = "" # pat\nB = "real default"\nC = ""\nD = { e = "", f = 1 }\nG = [{ h = "" }]\n',
    )
    expect(
      diagnostics.map(({ code, severity, keyPath, range }) => [
        code,
        severity,
        keyPath.join("."),
        range.line,
        range.column,
        range.endColumn,
      ]),
    ).toEqual([
      ["secret.looks_like_private_key_in_git", "warning", "A", 1, 5, 7],
      ["secret.looks_like_private_key_in_git", "warning", "C", 3, 5, 7],
      ["secret.looks_like_private_key_in_git", "warning", "D.e", 4, 11, 13],
      ["secret.looks_like_private_key_in_git", "warning", "G.0.h", 5, 12, 14],
    ])
    expect(document && pathsOf(document)).toEqual([["A"], ["C"], ["D", "e"], ["G", "0", "h"]])
    expect(JSON.stringify(diagnostics)).not.toContain(key)
  })

  test("that is broken is still shown, with what is wrong; one that is no text gives an empty area", () => {
    expect(prepareTemplate("A = \nB = 1\n")).toMatchObject({
      text: "A = \nB = 1\n",
      document: undefined,
      diagnostics: [{ code: "toml.syntax" }],
    })
    expect(prepareTemplate(Uint8Array.of(0xff, 0xfe))).toMatchObject({
      text: "",
      diagnostics: [{ code: "toml.not_utf8" }],
    })
    expect(prepareTemplate(`#${"x".repeat(70_000)}`)).toMatchObject({
      text: "",
      diagnostics: [{ code: "toml.too_large" }],
    })
  })

  const key = `sk-${"aB3dE6gH".repeat(4)}`
  const pem = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
  test.each([
    [`A = "${key}"\nB = \n`, 'A = ""\nB = \n', ["A"]],
    [`A = ${key} # mine\nB = 1\n`, 'A = ""\nB = 1\n', ["A"]],
    [`B = 1\n[s]\nA = "${key}\n`, 'B = 1\n[s]\nA = ""\n', ["s.A"]],
    [`A = 1\nA = "${key}"\n`, 'A = 1\nA = ""\n', ["A"]],
    [`[s\nA: "${key}"\nexport B='${key}'\n`, `[s\nA: ""\nexport B=""\n`, ["s.A", "s.B"]],
    [`D = { e = "${key}" f = 1 }\n`, 'D = { e = "" f = 1 }\n', ["D"]],
    [`A = """\n${key}\nB = 1\n`, 'A = """\n\nB = 1\n', [""]],
    [`U = postgres://app:hun,ter22@db/x\n`, 'U = ""\n', ["U"]],
    [`token = Zk3qP9xWm2Lr7TtY\nB =\n`, 'token = ""\nB =\n', ["token"]],
    [
      `K = """-----BEGIN RSA PRIVATE KEY-----\n${pem}\nAB==\n-----END RSA PRIVATE KEY-----\n"""\nB = \n`,
      'K = ""\nB = \n',
      ["K"],
    ],
    [`K = -----BEGIN PRIVATE KEY-----\n${pem}\n\nB = 1\n`, 'K = ""\nB = 1\n', ["K"]],
    [`${"[".repeat(200)}\nA = "${key}"\n`, `${"[".repeat(200)}\nA = ""\n`, ["A"]],
    [`\uFEFFA = "${key}"\r\nB = \r\n`, '\uFEFFA = ""\r\nB = \r\n', ["A"]],
  ])("is no less blank where the text has a mistake: %j", (text, wanted, names) => {
    const { text: result, diagnostics } = prepareTemplate(text)
    expect(result).toBe(wanted)
    const warned = diagnostics.filter(({ code }) => code.endsWith("_in_git"))
    expect(warned.map(({ keyPath }) => keyPath.join("."))).toEqual(names)
    const lines = result.split("\n")
    for (const { range } of warned) expect(lines[range.line - 1]).toBeDefined()
    expect(JSON.stringify(diagnostics)).not.toContain(key)
  })

  test("with a mistake keeps every line that holds no credential, and says what is wrong beside the warning", () => {
    const mistakes =
      '# sk-your-key\nA = "your-key-here"\nB = \n[db\nuser = "reader"\nurl = "https://x.example/a"\n'
    const { text, diagnostics } = prepareTemplate(`${mistakes}C = ${key}\n`)
    expect(text).toBe(`${mistakes}C = ""\n`)
    expect(diagnostics.map(({ code, range }) => [code, range.line])).toEqual([
      ["toml.syntax", 3],
      ["toml.syntax", 4],
      ["secret.looks_like_private_key_in_git", 7],
    ])
  })

  test("asks for its blanks, the optional ones left out", () => {
    expect(
      pathsOf(read('A = ""\nB = "x"\n# @optional\nC = ""\n[s]\n# @install\nD = ""\n')),
    ).toEqual([["A"], ["s", "D"]])
  })
})

describe("a credential", () => {
  test.each([
    ["-----BEGIN RSA PRIVATE KEY-----\nMII", ""],
    ["sk-proj-Ab12Cd34Ef56Gh78", ""],
    ["xoxb-123456789012-abcdefGHIJ", ""],
    ["postgresql://app:hunter22@db.internal/x", ""],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", ""],
    ["0123456789abcdef0123456789abcdef", ""],
    ["Zk3qP9xWm2Lr7TtY", "API_KEY"],
    ["wJalrXUtnFEMI7K7MDENGbPxRfiCYz9dKq2LmN4p", ""],
  ])("%j looks like one", (value, name) => expect(looksLikeCredential(value, name)).toBeDefined())

  test.each([
    ["your-openai-api-key-goes-here", "OPENAI_API_KEY"],
    ["sk-xxxxxxxxxxxxxxxxxxxxxxxx", "KEY"],
    ["<paste your token>", "TOKEN"],
    ["postgresql://user:password@localhost/db", ""],
    ["https://api.clarifai.com/v2/users/me", "BASE"],
    ["meta-llama/Llama-2-13b-chat-hf", "MODEL_KEY"],
    ["claude-3-5-sonnet-20241022", "MODEL"],
    ["2024-01-01T00:00:00Z", ""],
    ["00000000000000000000000000000000", "PAT"],
    ["AKIAIOSFODNN7EXAMPLE", ""],
    ["Explain like I am 5 years old, please", ""],
  ])("%j does not", (value, name) => expect(looksLikeCredential(value, name)).toBeUndefined())

  test("is found within a longer text", () => {
    expect(credentialWithin('use OPENAI_KEY="sk-Ab12Cd34Ef56Gh78Ij90" here')).toBe("an API key")
    expect(credentialWithin("see https://docs.example.org/get-started?x=1 and ask")).toBeUndefined()
  })
})

describe("a new template", () => {
  test("is compared by key, type and likely new name", () => {
    const before = read('A = ""\nOPENAI_KEY = ""\nN = 1\nGONE_COMPLETELY = ""\n[db]\nuser = ""\n')
    const after = read(
      'A = ""\nOPENAI_API_KEY = ""\nN = "1"\nNEW_THING = ""\n[database]\nuser = ""\n',
    )
    expect(compareTemplates(before, after)).toEqual({
      added: [["OPENAI_API_KEY"], ["NEW_THING"], ["database", "user"]],
      removed: [["OPENAI_KEY"], ["GONE_COMPLETELY"], ["db", "user"]],
      renamed: [
        { from: ["OPENAI_KEY"], to: ["OPENAI_API_KEY"] },
        { from: ["db", "user"], to: ["database", "user"] },
      ],
      retyped: [{ path: ["N"], from: "integer", to: "string" }],
    })
  })

  const names = ["A", "OWN", "OLD", "s.b"]
  const mark = (path: readonly string[]) => `0000000${names.indexOf(path.join("."))}`
  const base = { document: read('A = "mine"\nOWN = 5\nOLD = "x"\n[s]\nb = [1,\n2]\n'), mark }

  test("starts a version with the stored values for equal keys, by reference", () => {
    const template = read('# about A\nA = ""\nC = "default"\n[s]\nb = []\n')
    const previous = base.document
    const text = mergeTemplate({ template, base, previous })
    expect(text).toBe(
      `# about A\nA = "<kept:${mark(["A"])}>"\nC = "default"\n[s]\nb = "<kept:${mark(["s", "b"])}>"\n`,
    )
    expect(unmask(text, base).text).toBe('# about A\nA = "mine"\nC = "default"\n[s]\nb = [1,\n2]\n')
  })

  test("keeps the author's own keys and lets go of those that the earlier template had", () => {
    const template = read('A = ""\n[s]\nb = []\n')
    const previous = read('A = ""\nOLD = ""\n')
    expect(unmask(mergeTemplate({ template, base, previous }), base).text).toBe(
      'A = "mine"\nOWN = 5\n[s]\nb = [1,\n2]\n',
    )
    expect(unmask(mergeTemplate({ template, base }), base).text).toBe(
      'A = "mine"\nOWN = 5\nOLD = "x"\n[s]\nb = [1,\n2]\n',
    )
  })

  test("keeps own keys in every section that the template still has or can have", () => {
    const stored = read(
      'A = "1"\nB = 2\nC = 3\n[s]\nx = 1\ny = 2\n[own.deep]\nz = [1]\nw = true\n[[t]]\nk = 1\n[[t]]\nk = 2\n[t.u]\nv = 3\n',
    )
    const own = {
      document: stored,
      mark: uniqueMarks(
        stored.leaves.map(({ keyPath }) => keyPath),
        (path, attempt) => hashOf(path, attempt),
      ),
    }
    const text = mergeTemplate({
      template: read('A = ""\n\n[s]\nx = 0 # note\n'),
      base: own,
      previous: read(""),
    })
    expect(unmask(text, own).text).toBe(
      'A = "1"\nB = 2\nC = 3\n\n[s]\nx = 1 # note\ny = 2\n\n[own.deep]\nz = [1]\nw = true\n\n[[t]]\nk = 1\n\n[[t]]\nk = 2\n\n[t.u]\nv = 3\n',
    )
  })

  test("keeps its own text where the stored key is blank", () => {
    const blank = { document: read('# @optional\nA = ""\n'), mark }
    expect(mergeTemplate({ template: read('A = "default"\n'), base: blank })).toBe(
      'A = "default"\n',
    )
    expect(maskText(blank.document, mark)).toBe('# @optional\nA = ""\n')
  })
})

test("a skeleton asks for what the code reads and says where", () => {
  const text = skeleton([
    { keyPath: ["OPENAI_API_KEY"], file: "app.py", line: 12 },
    { keyPath: ["db", "user"], file: "db.py", line: 3 },
    { keyPath: ["OPENAI_API_KEY"], file: "pages/b.py", line: 7 },
    { keyPath: ["MODEL"], file: "app.py", line: 14, optional: true },
    { keyPath: ["db"], file: "db.py", line: 2 },
    { keyPath: ["connections", "my db"], file: "app.py", line: 20, section: true },
  ])
  expect(text).toBe(
    '# read at app.py:12, pages/b.py:7\nOPENAI_API_KEY = ""\n# read at app.py:14\n# @optional\nMODEL = ""\n\n[db]\n# read at db.py:2\n# read at db.py:3\nuser = ""\n\n[connections."my db"]\n# read at app.py:20\n',
  )
  expect(parse(text).document?.leaves.map(({ directives }) => directives.optional)).toEqual([
    false,
    true,
    false,
  ])
  expect(skeleton([])).toBe("")
})

function pathsOf(template: SecretsDocument): string[][] {
  return requiredLeaves(template).map(({ keyPath }) => [...keyPath])
}

import { describe, expect, test } from "vitest"
import { checkBlanks } from "./check-blanks.ts"
import { checkVersion } from "./check-version.ts"
import { parse } from "./parse.ts"
import type { VersionCheck } from "./check-version.ts"

function read(text: string) {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

type Options = Omit<VersionCheck, "document" | "template"> & { template?: string }

function check(text: string, { template, ...rest }: Options = {}) {
  return checkVersion({
    document: read(text),
    template: template === undefined ? undefined : { document: read(template) },
    ...rest,
  })
}

const found = (...args: Parameters<typeof check>) =>
  check(...args).map(
    ({ code, keyPath, range }) => `${code} ${keyPath.join("/")} ${range.line}:${range.column}`,
  )

const errors = (...args: Parameters<typeof check>) =>
  check(...args).flatMap(({ code, severity, keyPath }) =>
    severity === "error" ? [`${code} ${keyPath.join("/")}`] : [],
  )

describe("a blank", () => {
  test("is refused at any depth and in any quotes, where its quotes stand", () => {
    const text =
      'A = ""\nB = \'\'\nC = """"""\nD = \'\'\'\'\'\'\nE = """\n"""\n[s]\nF = ""\nG = { h = "", i.j = \'\' }\n[[t]]\nK = ""\n[[t]]\nK = ""\nL = [{ m = "" }]\n'
    expect(
      check(text)
        .filter(({ code }) => code === "secret.blank")
        .map(({ keyPath, range: { line, column, endLine, endColumn } }) => [
          keyPath.join("/"),
          line,
          column,
          endLine,
          endColumn,
        ]),
    ).toEqual([
      ["A", 1, 5, 1, 7],
      ["B", 2, 5, 2, 7],
      ["C", 3, 5, 3, 11],
      ["D", 4, 5, 4, 11],
      ["E", 5, 5, 6, 4],
      ["s/F", 8, 5, 8, 7],
      ["s/G/h", 9, 11, 9, 13],
      ["s/G/i/j", 9, 21, 9, 23],
      ["t/0/K", 11, 5, 11, 7],
      ["t/1/K", 13, 5, 13, 7],
      ["t/1/L/0/m", 14, 12, 14, 14],
    ])
  })

  test("is found beside mistakes that keep the text from being read", () => {
    const { document, partial } = parse('A = ""\nB = oops\nC = 1\nC = 2\n[s]\nD = ""\n')
    expect(document).toBeUndefined()
    const blanks = partial === undefined ? [] : checkBlanks(partial)
    expect(blanks.map(({ keyPath, range }) => [keyPath.join("/"), range.line])).toEqual([
      ["A", 1],
      ["s/D", 6],
    ])
  })

  test("in an array is an element, no variable", () => expect(errors('A = ["", ""]')).toEqual([]))

  test("may stay where the text says @optional or leaves it to the @install", () => {
    expect(errors('# @optional\nA = ""\n# @install\nB = ""\nC = ""\n')).toEqual(["secret.blank C"])
  })

  test("is not excused by the template's directives", () => {
    expect(errors('A = ""', { template: '# @optional\nA = ""' })).toEqual(["secret.blank A"])
  })

  test("of white space only is a warning", () => {
    expect(check('A = " \\t"')).toMatchObject([
      { code: "secret.whitespace_only", severity: "warning" },
    ])
  })
})

describe("a key that the template asks for", () => {
  const template =
    'A = ""\nD = "a default"\n# @optional\nO = ""\n# @install\nI = ""\n[db]\npassword = ""\n'

  test("is missed at the text's end, with its path", () => {
    expect(check("X = 1\n", { template })).toMatchObject([
      {
        code: "secret.required_missing",
        keyPath: ["A"],
        range: { line: 2, column: 1, endLine: 2, endColumn: 1 },
      },
      { code: "secret.required_missing", keyPath: ["db", "password"] },
    ])
  })

  test("is not missed once its author said that the module does not need it, key by key", () => {
    expect(errors("", { template, acknowledgeMissing: [["A"]] })).toEqual([
      "secret.required_missing db/password",
    ])
    expect(errors("", { template, acknowledgeMissing: [["A"], ["db", "password"]] })).toEqual([])
    expect(errors("", { template, acknowledgeMissing: [["A"], ["db"]] })).toEqual([
      "secret.required_missing db/password",
    ])
  })

  test("empty text is accepted when the template has no blank, and when there is no template", () => {
    expect(found("", { template: 'A = "default"' })).toEqual([])
    expect(found("")).toEqual([])
  })
})

describe("a sample of the template", () => {
  const samples = [
    "your-key-here",
    "YOUR PAT KEY",
    "changeme",
    "<token>",
    "xxxxxxxx",
    "sk-xxxxxxxxxxxx",
    "my_username",
    "replace me",
    "TODO",
    "https://example.com/v1",
    "...",
  ]

  test.each(samples)("%j left as it is, is warned of with the reason", (sample) => {
    const text = `A = ${JSON.stringify(sample)}`
    const [diagnostic] = check(text, { template: text })
    expect(diagnostic).toMatchObject({ code: "secret.unchanged_placeholder", severity: "warning" })
    expect(diagnostic?.message).toMatch(/^A is still the template's sample: it .+/)
  })

  test.each([
    "GPT-4: openai,claude-v2: anthropic,llama2-13b-chat: meta",
    "gpt-4o",
    "https://api.clarifai.com",
    "eu-west-1",
    "production",
    "monkey",
  ])("%j is a real default and not warned of", (value) => {
    const text = `A = ${JSON.stringify(value)}`
    expect(found(text, { template: text })).toEqual([])
  })

  test("is not warned of when it is not the template's", () => {
    expect(found('A = "changeme"', { template: 'A = "other"' })).toEqual([])
    expect(found('A = "changeme"')).toEqual([])
  })
})

describe("the environment", () => {
  test("what would stop Streamlit is an error", () => {
    expect(
      errors(
        '"" = 1\n"A=B" = "x"\n"A\\u0000" = 1\nB = "x\\u0000"\n[s]\n"" = 1\n"a=b" = "\\u0000"\n',
      ),
    ).toEqual([
      "env.impossible ",
      "env.impossible A=B",
      "env.impossible A\u0000",
      "env.impossible B",
    ])
  })

  test("what will be no variable is a hint, root keys only, each once", () => {
    expect(
      found(
        'A = true\nB = 1979-05-27\nC = [1]\nD = "x"\nE = 1\nF = 1.5\ng.h = true\ng.i = 1\n[s]\nx = true\n[s.t]\n[[u]]\n[[u]]\n',
      ),
    ).toEqual([
      "env.not_mapped A 1:5",
      "env.not_mapped B 2:5",
      "env.not_mapped C 3:5",
      "env.not_mapped g 7:1",
      "env.not_mapped s 9:2",
      "env.not_mapped u 12:3",
    ])
  })

  test("names that change the process are a warning to the author, wherever they become variables", () => {
    const names = [
      "PATH",
      "HOME",
      "LD_PRELOAD",
      "PYTHONPATH",
      "STREAMLIT_SERVER_PORT",
      "HTTPS_PROXY",
      "http_proxy",
      "SSL_CERT_FILE",
      "REQUESTS_CA_BUNDLE",
      "GIT_SSH_COMMAND",
      "MODKEEP_DATA",
    ]
    for (const name of names) {
      expect(check(`${name} = "x"`)).toMatchObject([
        { code: "env.reserved", severity: "warning", keyPath: [name] },
      ])
    }
    expect(found('[PATH]\nHOME = "x"\n')).toEqual(["env.not_mapped PATH 1:2"])
    expect(found('GITHUB_TOKEN = "x"\nHOMEPAGE = "x"\nPROXY_URL = "x"\n')).toEqual([])
  })
})

describe("directives", () => {
  test.each([
    ["url", '"postgres://u:p@h/db"', '"not one"'],
    ["email", '"a@b.c"', '"a"'],
    ["port", "8501", "70000"],
    ["int", '"12"', '"1.5"'],
    ["float", "1.5", '"x"'],
    ["bool", "true", '"maybe"'],
    ["json", "'{\"a\": 1}'", "'{a: 1}'"],
    [
      "pem",
      '"""\n-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"""',
      '"-----BEGIN X-----"',
    ],
    ["enum(a,b)", '"b"', '"c"'],
    ["email", '["a@b.c"]', '["a@b.c", "a"]'],
  ])("@type=%s takes %s and refuses %s", (type, good, bad) => {
    expect(errors(`# @type=${type}\nA = ${good}\n`)).toEqual([])
    expect(errors(`# @type=${type}\nA = ${bad}\n`)).toEqual(["directive.value A"])
  })

  test("@starts-with is held, a blank is told as a blank only", () => {
    expect(errors('# @starts-with=sk-\nA = "pk-1"\n')).toEqual(["directive.value A"])
    expect(errors('# @starts-with=sk-\nA = "sk-1"\n')).toEqual([])
    expect(errors('# @type=url @starts-with=sk-\nA = ""\n')).toEqual(["secret.blank A"])
  })

  test("one that nobody knows is a hint, one with a bad argument an error", () => {
    expect(check('# @optinal\nA = "x"\n')).toMatchObject([
      { code: "directive.unknown", severity: "hint" },
    ])
    expect(check('# @type=shoe\nA = "x"\n')).toMatchObject([
      { code: "directive.value", severity: "error" },
    ])
  })
})

test("a comment that looks like a credential is warned of", () => {
  expect(
    found(
      "# old: sk-abcdefghijklmnop1234\nA = 1\nB = 2 # postgres://me:hunter22@db/x\n# see https://docs.clarifai.com/a/b\n",
    ),
  ).toEqual(["comment.looks_like_credential  1:1", "comment.looks_like_credential  3:7"])
})

test("a comment that holds the value of a key with a secret's name is warned of", () => {
  const [diagnostic, ...rest] = check(
    '# db_password = "hunter2"\n# model gpt-4o\ndb_password = "hunter2"\nmodel = "gpt-4o"\n',
  )
  expect(rest).toEqual([])
  expect(diagnostic?.message).toBe("This comment holds what looks like the value of db_password")
})

test("constructs that the version's Streamlit cannot read are refused when its release is known and old", () => {
  const text = "A = [1, 2.5]\nB = -0.0\n"
  expect(errors(text)).toEqual([])
  expect(errors(text, { streamlit: "1.66.0" })).toEqual([])
  expect(errors(text, { streamlit: "1.40.2" })).toEqual([
    "streamlit.old_parser A",
    "streamlit.old_parser B",
  ])
})

test("no diagnostic holds a value", () => {
  const canary = "canary_4711_x"
  const text = `A = " "\n# @type=url @starts-with=sk-\nB = "${canary}"\nPATH = "${canary}"\nC = ["${canary}", 1]\n"" = "${canary}"\n`
  const diagnostics = check(text, { streamlit: "1.23.1", template: text })
  expect(diagnostics.length).toBeGreaterThan(4)
  expect(JSON.stringify(diagnostics)).not.toContain(canary)
})

describe("references", () => {
  const text = '# @type=url\nA = "<kept:00000000>"\nB = "<kept:x>"\nC = ["<kept:00000001>"]\n'

  test("that were not put back are errors", () => {
    expect(errors(text)).toEqual([
      "directive.value A",
      "reference.unknown A",
      "reference.reserved B",
      "reference.unknown C/0",
    ])
  })

  test("stand for their values in a masked text, what only looks like one does not", () => {
    expect(errors(text, { masked: true })).toEqual(["reference.reserved B"])
  })
})

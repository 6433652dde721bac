import { describe, expect, test } from "vitest"
import { checkInstall } from "./check-install.ts"
import { effective } from "./layers.ts"
import { parse } from "./parse.ts"
import type { InstallCheck } from "./check-install.ts"

function read(text: string) {
  const { document, diagnostics } = parse(text)
  if (document === undefined) throw new Error(JSON.stringify(diagnostics))
  return document
}

type Options = Omit<InstallCheck, "version" | "overlay" | "template"> & { template?: string }

function check(version: string, overlay: string, { template, ...rest }: Options = {}) {
  return checkInstall({
    version: read(version),
    overlay: read(overlay),
    template: template === undefined ? undefined : { document: read(template) },
    ...rest,
  })
}

const errors = (...args: Parameters<typeof check>) =>
  check(...args).flatMap(({ code, severity, keyPath }) =>
    severity === "error" ? [`${code} ${keyPath.join("/")}`] : [],
  )

describe("no blank gets through", () => {
  test("one in the overlay is refused, whatever the overlay's own directives say", () => {
    expect(errors('A = "x"', '# @optional\nA = ""\n')).toEqual(["secret.blank A"])
    expect(errors('A = "x"', '# @install\nA = ""\n')).toEqual(["secret.blank A"])
  })

  test("one that the version leaves for the install has to be filled", () => {
    const version = '# @install\nA = ""\n[s]\n# @install\nB = ""\n'
    expect(check(version, "")).toMatchObject([
      { code: "secret.blank", keyPath: ["A"], range: { line: 1, column: 1 } },
      { code: "secret.blank", keyPath: ["s", "B"], range: { line: 1, column: 1 } },
    ])
    expect(errors(version, 'A = "x"\n[s]\nB = "y"\n')).toEqual([])
  })

  test("the version's @optional lets it stay blank on either side, and the key is left out", () => {
    const version = '# @optional\nA = "x"\n# @optional\nB = ""\n'
    expect(errors(version, 'A = ""')).toEqual([])
    const { root, blanks } = effective(read(version), read('A = ""'))
    expect([[...root.entries.keys()], blanks]).toEqual([[], []])
  })

  test("not even in a document that should never have been stored", () => {
    const version = 'A = ""\nB = [{c = ""}]\n[[t]]\nd = ""\n'
    expect(errors(version, "")).toEqual([
      "secret.blank A",
      "secret.blank B/0/c",
      "secret.blank t/0/d",
    ])
    expect(JSON.stringify([...effective(read(version)).root.entries])).not.toContain('""')
  })

  test("one inside an array that replaces the version's is refused", () => {
    expect(errors("[[t]]\nd = 1\n", '[[t]]\nd = 1\n[[t]]\nd = ""\n')).toEqual([
      "secret.blank t/1/d",
    ])
  })
})

describe("a key that the template asks for", () => {
  test("is not asked for again when the version fills it", () => {
    expect(errors('A = "x"', "", { template: 'A = ""\nB = ""' })).toEqual([
      "secret.required_missing B",
    ])
    expect(errors('A = "x"', 'B = "y"', { template: 'A = ""\nB = ""' })).toEqual([])
  })

  test("may be acknowledged, or be optional in the version", () => {
    expect(errors("", "", { template: 'A = ""', acknowledgeMissing: [["A"]] })).toEqual([])
    expect(errors('# @optional\nA = ""', "", { template: 'A = ""' })).toEqual([])
  })

  test("is asked of the install when the template says @install", () => {
    expect(errors("", "", { template: '# @install\nA = ""' })).toEqual([
      "secret.required_missing A",
    ])
  })
})

describe("what an install may set", () => {
  const version =
    'A = "x"\nN = 1\nF = 0.5\n[db]\nuser = "u"\nports = [1]\n[db.deep]\nk = 1\n[[t]]\nd = 1\n'

  test("is what the version or its template declares, or the scan finds", () => {
    const overlay =
      'A = "y"\n[db]\nuser = "v"\nports = [2, 3]\n[db.deep]\nk = 2\n[[t]]\nother = 1\n'
    expect(errors(version, overlay)).toEqual([])
    expect(errors(version, 'T = "y"', { template: 'T = "sample value"' })).toEqual([])
    expect(errors(version, 'CLARIFAI_PAT = "y"', { declared: [["CLARIFAI_PAT"]] })).toEqual([])
  })

  test("anything else is refused, at any depth, each key by its path", () => {
    expect(
      errors(
        version,
        'X = 1\n[db]\npassword = "x"\nextra = {a = 1, b = 2}\n[db.deep.er]\n[new]\ny = 1\n',
      ),
    ).toEqual([
      "secret.not_declared X",
      "secret.not_declared db/password",
      "secret.not_declared db/extra/a",
      "secret.not_declared db/extra/b",
      "secret.not_declared db/deep/er",
      "secret.not_declared new/y",
    ])
  })

  test.each([
    ["A = 1", "overlay.type A"],
    ["N = 1.0", "overlay.type N"],
    ["F = 1", "overlay.type F"],
    ["A = ['x']", "overlay.type A"],
    ["db = 'x'", "overlay.type db"],
    ["[A]\nx = 1", "overlay.type A"],
    ["[db]\nports = '1'", "overlay.type db/ports"],
    ["[t]\nd = 1", "overlay.type t"],
  ])("%j gives a key another type than declared", (overlay, wanted) => {
    expect(errors(version, overlay)).toContain(wanted)
  })

  test("a blank with a @type may be filled by what the type means", () => {
    const blanks =
      '# @install @type=int\nI = ""\n# @install @type=bool\nB = ""\n# @install\nS = ""\n'
    expect(errors(blanks, 'I = 5\nB = true\nS = "x"\n')).toEqual([])
    expect(errors(blanks, 'I = "5"\nB = "true"\nS = 5\n')).toEqual(["overlay.type S"])
  })

  test("names that change the process are an error", () => {
    expect(errors('PATH = "x"', 'PATH = "y"')).toEqual(["env.reserved PATH"])
    expect(errors("", 'HTTPS_PROXY = "y"', { declared: [["HTTPS_PROXY"]] })).toEqual([
      "env.reserved HTTPS_PROXY",
    ])
  })
})

test("the version's directives hold for the overlay's values", () => {
  const version = '# @install @type=url\nA = ""\n# @starts-with=sk-\nB = "sk-1"\n'
  expect(errors(version, 'A = "x"\nB = "pk-1"\n')).toEqual([
    "directive.value A",
    "directive.value B",
  ])
  expect(errors('A = "x"', '# @type=url\nA = "no address"\n')).toEqual([])
})

test("nothing said to the installer tells a value of the author", () => {
  const canary = "canary_4711_x"
  const version = `A = "${canary}"\nB = ["${canary}"]\n# @install\nC = ""\n[s]\nd = "${canary}"\n`
  const diagnostics = check(version, 's = 1\nA = 1\nB = ""\n', {
    streamlit: "1.23.1",
    template: `A = "${canary}"`,
  })
  expect(diagnostics.length).toBeGreaterThan(3)
  expect(JSON.stringify(diagnostics)).not.toContain(canary)
})

test("ranges lie in the overlay's text", () => {
  const version = `${"# line\n".repeat(50)}# @install\nA = ""\n`
  for (const { range } of check(version, "B = 1", { template: 'Z = ""' }))
    expect(range.line).toBe(1)
})

test("constructs that an old Streamlit cannot read are refused in the overlay", () => {
  expect(errors("A = [1]", "A = [1, 'x']", { streamlit: "1.23.1" })).toEqual([
    "streamlit.old_parser A",
  ])
})

test("in a masked text a reference has the type that is declared", () => {
  expect(errors("N = 1", 'N = "<kept:00000000>"', { masked: true })).toEqual([])
  expect(errors("N = 1", 'N = "<kept:00000000>"')).toEqual([
    "overlay.type N",
    "reference.unknown N",
  ])
})

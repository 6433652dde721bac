import { describe, expect, test } from "vitest"

import { poetryBounds } from "./read-pyproject.ts"
import { readDependencies } from "./read-dependencies.ts"

async function read(files: Record<string, string>, directory = "") {
  return await readDependencies(
    { read: async (path) => (Object.hasOwn(files, path) ? files[path] : undefined) },
    directory,
  )
}

describe("the dependencies of a commit", () => {
  test("come from the first kind of file there is, the root directory before the repository", async () => {
    const all = {
      "requirements.txt": "streamlit==1.1\n",
      "app/requirements.txt": "streamlit==1.2\n",
      "app/pyproject.toml": '[project]\ndependencies = ["streamlit==1.3"]\n',
      "Pipfile.lock": '{"default": {"streamlit": {"version": "==1.4"}}}',
      "environment.yml": "dependencies:\n  - streamlit=1.5.0\n",
    }
    expect(await read(all, "app")).toMatchObject({ file: "app/requirements.txt", streamlit: "1.2" })
    expect(await read(all)).toMatchObject({ file: "requirements.txt", streamlit: "1.1" })
    const { "app/requirements.txt": _, ...rest } = all
    expect(await read(rest, "app")).toMatchObject({ file: "requirements.txt" })
    const { "requirements.txt": __, ...fewer } = rest
    expect(await read(fewer, "app")).toMatchObject({ kind: "pyproject.toml", streamlit: "1.3" })
  })

  test("are Streamlit alone, with a warning, when there is no file", async () => {
    const found = await read({ "app.py": "" })
    expect(found).toMatchObject({ kind: "none", requirements: "streamlit\n" })
    expect(found.warnings).toHaveLength(1)
  })

  test("get Streamlit added, with a warning, when they do not name it", async () => {
    const found = await read({ "requirements.txt": "pandas\n" })
    expect(found.requirements).toBe("pandas\nstreamlit\n")
    expect(found.warnings.join()).toContain("does not name streamlit")
  })

  test("name the Streamlit release before any resolve when a pin or lock says it", async () => {
    const lock =
      'version = 1\nrequires-python = ">=3.10"\n\n[[package]]\nname = "streamlit"\nversion = "1.40.2"\n'
    expect(await read({ "uv.lock": lock, "pyproject.toml": "" })).toMatchObject({
      kind: "uv.lock",
      streamlit: "1.40.2",
      locked: true,
      requiresPython: ">=3.10",
    })
    expect((await read({ "requirements.txt": "streamlit>=1.23\n" })).streamlit).toBeUndefined()
  })

  test("of a pylock.toml keep their hashes", async () => {
    const text = `lock-version = "1.0"
requires-python = ">=3.9"
[[packages]]
name = "streamlit"
version = "1.40.2"
wheels = [{ url = "https://example.org/s.whl", hashes = { sha256 = "${"b".repeat(64)}" } }]
[[packages]]
name = "colorama"
version = "0.4.6"
marker = "sys_platform == 'win32'"
`
    const found = await read({ "pylock.toml": text })
    expect(found.requirements).toBe(
      `streamlit==1.40.2 --hash=sha256:${"b".repeat(64)}\ncolorama==0.4.6 ; sys_platform == 'win32'\n`,
    )
  })

  test("of Poetry are read with its own bounds", async () => {
    const text = `[tool.poetry.dependencies]
python = "^3.9"
streamlit = "^1.23.1"
pandas = { version = "~1.4", extras = ["excel"], optional = false }
extra = { version = "1.0", optional = true }
`
    const found = await read({ "pyproject.toml": text })
    expect(found.requirements).toBe("streamlit>=1.23.1,<2\npandas[excel]>=1.4,<1.5\n")
    expect(found.requiresPython).toBe(">=3.9,<4")
  })

  test.each([
    ["^1.2.3", ">=1.2.3,<2"],
    ["^0.2.3", ">=0.2.3,<0.3"],
    ["^0.0.3", ">=0.0.3,<0.0.4"],
    ["~1.2.3", ">=1.2.3,<1.3"],
    ["~1", ">=1,<2"],
    ["*", ""],
    ["1.2", "==1.2"],
    [">=1,<3", ">=1,<3"],
    ["~=1.4", "~=1.4"],
  ])("Poetry's %s is Python's %s", (poetry, python) => {
    expect(poetryBounds(poetry)).toBe(python)
  })

  test("of conda are the pip part, and packages of its own index by name with a warning each", async () => {
    const text = `name: demo
channels:
  - conda-forge
dependencies:
  - python=3.10
  - numpy=1.23.1=py310h1
  - conda-forge::pandas=1.4
  - pip
  - pip:
      - streamlit==1.23.1   # pinned
      - "clarifai==9.8.1"
`
    const found = await read({ "environment.yml": text })
    expect(found.requirements).toBe(
      "numpy==1.23.1\npandas==1.4.*\nstreamlit==1.23.1\nclarifai==9.8.1\n",
    )
    expect(found.python).toEqual({ version: "3.10", file: "environment.yml" })
    expect(found.warnings).toHaveLength(2)
  })

  test.each([
    ["dependencies: [a, b]", 1],
    ["dependencies:\n  - &x streamlit", 2],
    ["dependencies:\n  - pip:\n    - git+https://example.org/x.git", 3],
    ["dependencies:\n\t- a", 2],
  ])("of conda in the form %j are refused with the line", async (text, line) => {
    await expect(read({ "environment.yml": text })).rejects.toMatchObject({ problem: { line } })
  })

  test.each([
    [{ "pyproject.toml": "[project\n" }, "pyproject.toml, line 2"],
    [{ "Pipfile.lock": "{" }, "Pipfile.lock"],
    [
      { "pyproject.toml": '[project]\ndependencies = ["x @ https://u:word@example.org/x.whl"]' },
      "pyproject.toml",
    ],
    [{ "Pipfile.lock": '{"default": {"x": {"git": "https://example.org"}}}' }, '"x"'],
  ])("%j are refused by name of the file", async (files, named) => {
    const fault: unknown = await read(files as Record<string, string>).catch(
      (error: unknown) => error,
    )
    expect(fault).toMatchObject({
      code: "environment.dependencies",
      public: expect.stringContaining(named),
    })
    expect(String(fault)).not.toContain("word@")
  })
})

describe("the Python that a repository asks for", () => {
  test.each([
    [{ ".python-version": "3.10.13\n" }, "3.10.13"],
    [{ ".python-version": "# comment\ncpython-3.11\n" }, "3.11"],
    [{ "runtime.txt": "python-3.9.18" }, "3.9.18"],
    [{ "README.md": "---\ntitle: x\nsdk: streamlit\npython_version: '3.10'\n---\n# x" }, "3.10"],
    [{ "README.md": "python_version: 3.10\n" }, undefined],
    [{ ".python-version": "pypy3.9" }, undefined],
    [{ ".python-version": "3.11", "runtime.txt": "python-3.9" }, "3.11"],
  ])("of %j is %s", async (files, version) => {
    expect((await read(files as Record<string, string>)).python?.version).toBe(version)
  })
})

// Real builds with the real uv, the real sandbox and the real package index. Downloads are shared in .cache between runs; a machine
// without that folder passes too, in more time.
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { run } from "../../packages/server/src/base/run.ts"
import {
  type Environments,
  openEnvironments,
} from "../../packages/server/src/environments/environments.ts"
import type { Prepared } from "../../packages/server/src/environments/prepare-environment.ts"
import { removeTree } from "../../packages/server/src/environments/remove-tree.ts"
import {
  type TestModule,
  freshData,
  removeFreshData,
  prepare as prepareIn,
  sharedData,
  sharedSettings,
} from "./build-room.ts"

let environments: Environments
let tree: string

beforeAll(async () => {
  await mkdir(sharedData, { recursive: true })
  environments = await openEnvironments(sharedSettings)
  // Downloads and bytecode of an earlier run may stay; what is tested is built.
  for (const name of await readdir(environments.folder)) {
    if (!name.startsWith(".")) await removeTree(join(environments.folder, name))
  }
  tree = await mkdtemp(join(tmpdir(), "modkeep-tree-"))
})

afterAll(async () => {
  await rm(tree, { recursive: true, force: true })
  await removeFreshData()
})

async function prepare(module: TestModule, room = environments): Promise<Prepared> {
  return await prepareIn(room, { tree, ...module })
}

async function python(prepared: Prepared, code: string): Promise<string> {
  const { environment } = prepared
  const args = ["-c", code]
  const result = await run({
    command: environment.python,
    args,
    env: {},
    timeoutMs: 60_000,
    outputBytesMax: 100_000,
  })
  expect(result.stderr).toBe("")
  return result.stdout.trim()
}

const has = (release: string): boolean =>
  environments.interpreters.some((one) => one.release === release)

describe("a repository without any dependency file", () => {
  test("gets Streamlit of the commit's day, read-only, compiled, with a warning", async () => {
    const prepared = await prepare({
      date: "2024-12-01T12:00:00Z",
      imports: [{ module: "streamlit" }],
    })
    const { environment, warnings } = prepared
    expect(environment.streamlit).toBe("1.40.2")
    expect(warnings.join()).toContain("No dependency file")
    expect(await python(prepared, "import streamlit; print(streamlit.__version__)")).toBe("1.40.2")
    expect(environment.sizeBytes).toBeGreaterThan(50_000_000)
    expect((await stat(environment.path)).mode & 0o222).toBe(0)
    const release = environment.pythonVersion.split(".").slice(0, 2).join(".")
    const packages = join(environment.path, `lib/python${release}/site-packages`)
    expect((await stat(join(packages, "streamlit"))).mode & 0o222).toBe(0)
    expect(await readdir(join(packages, "streamlit/__pycache__"))).not.toHaveLength(0)
    // Linked, not copied: the file in the cache and the one here are one.
    expect((await stat(join(packages, "streamlit/__init__.py"))).nlink).toBeGreaterThan(1)
  })
})

describe("modules pinned as people pinned them in 2023", () => {
  test("streamlit 1.23.1 with clarifai 9.8.1 builds and imports", async () => {
    const prepared = await prepare({
      requirements: "streamlit==1.23.1\nclarifai==9.8.1\n",
      date: "2023-09-15T12:00:00Z",
      imports: [{ module: "streamlit" }, { module: "clarifai.client.user" }],
    })
    expect(prepared.environment.streamlit).toBe("1.23.1")
    expect(prepared.environment.sourceBuilt).toEqual([])
  })

  test("streamlit 1.24.0 with clarifai 9.10.4 admits the withdrawn opencv and builds what is source only", async () => {
    const prepared = await prepare({
      requirements: "streamlit==1.24.0\nclarifai==9.10.4\n",
      date: "2023-12-01T12:00:00Z",
      imports: [{ module: "clarifai.client.model" }],
    })
    expect(prepared.environment.sourceBuilt).toEqual(["antlr4-python3-runtime==4.9.3"])
    expect(prepared.warnings.join()).toContain("opencv-python==4.7.0.68 was withdrawn")
    expect(await python(prepared, "import antlr4, cv2; print(cv2.__version__)")).toBe("4.7.0")
  })

  test("a pin published after the commit raises the date to its own, with a warning", async () => {
    const read = async (path: string) =>
      path === "requirements.txt" ? "streamlit==1.24.0\nclarifai==9.10.1\n" : undefined
    const resolution = await environments.resolve({
      dependencies: await environments.readDependencies({ read }, ""),
      commitTime: Date.parse("2023-07-01T12:00:00Z"),
      choices: {},
    })
    expect(resolution.asOf).toMatch(/^2023-11-17T/u)
    expect(resolution.warnings.join()).toContain(
      "clarifai that is asked for came out on 2023-11-16",
    )
    expect(resolution.sourceOnly).toEqual(["antlr4-python3-runtime==4.9.3"])
  })

  test("numpy 1.23.1 with pandas 1.4.3 takes Python 3.10, the newest with wheels", async () => {
    const module = {
      requirements: "streamlit\nnumpy==1.23.1\npandas==1.4.3\n",
      date: "2023-12-01T12:00:00Z",
      imports: [{ module: "pandas" }],
    }
    const fitting = ["3.10", "3.9", "3.8"].find(has) ?? "environment.python_not_found"
    const outcome = await prepare(module).then(
      (prepared) => prepared.environment.pythonVersion,
      (error: unknown) => String(error),
    )
    expect(outcome).toContain(fitting)
  })

  test("a package that no pin brings is named with file and line; adding it, or deploying anyway, runs", async () => {
    const module = {
      requirements: "streamlit==1.24.0\nclarifai==9.10.4\n",
      date: "2023-12-01T12:00:00Z",
      imports: [{ module: "clarifai_utils.auth.helper", line: 7 }],
    }
    const fault: unknown = await prepare(module).catch((error: unknown) => error)
    expect(fault).toMatchObject({
      code: "environment.import",
      problem: {
        imports: [{ file: "app.py", line: 7, module: "clarifai_utils.auth.helper" }],
        mends: expect.arrayContaining(["add the package clarifai-utils==0.1.20"]),
      },
    })
    expect(String(fault)).toContain('app.py, line 7: no package brings "clarifai_utils"')

    const added = await prepare({
      ...module,
      choices: { extraPackages: ["clarifai-utils==0.1.20"] },
    })
    expect(added.environment.lock).toContain("clarifai-utils==0.1.20")
    const anyway = await prepare({ ...module, choices: { importCheck: "warn" } })
    expect(anyway.warnings.join()).toContain("clarifai_utils")
    const tried = await prepare({ ...module, imports: [{ module: "clarifai_utils", inTry: true }] })
    expect(tried.warnings.join()).not.toContain("clarifai_utils")
  })

  test("a distribution that exists as source only is refused by name when source builds are off", async () => {
    const module = {
      requirements: "streamlit==1.24.0\nclarifai==9.10.4\n",
      date: "2023-12-01T12:00:00Z",
    }
    await expect(prepare({ ...module, choices: { sourceBuilds: "never" } })).rejects.toMatchObject({
      code: "environment.source_builds",
      public: expect.stringContaining("antlr4-python3-runtime"),
    })
  })
})

describe("a repository that brings a uv.lock", () => {
  const wheel = "streamlit-1.40.2-py2.py3-none-any.whl"
  const lock = (hash: string) => `version = 1
requires-python = ">=3.9"

[[package]]
name = "demo"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "streamlit" }]

[package.metadata]
requires-dist = [{ name = "streamlit", specifier = "==1.40.2" }]

[[package]]
name = "streamlit"
version = "1.40.2"
source = { registry = "https://pypi.org/simple" }
wheels = [{ url = "https://files.pythonhosted.org/packages/${wheel}", hash = "sha256:${hash}", size = 8644152 }]
`
  const pyproject =
    '[project]\nname = "demo"\nversion = "0"\nrequires-python = ">=3.9"\ndependencies = ["streamlit==1.40.2"]\n'
  const resolve = async (hash: string) => {
    const files: Record<string, string> = { "uv.lock": lock(hash), "pyproject.toml": pyproject }
    const dependencies = await environments.readDependencies(
      { read: async (path) => files[path] },
      "",
    )
    return await environments.resolve({
      dependencies,
      commitTime: Date.parse("2023-07-01"),
      choices: {},
    })
  }

  test("gets the lock's releases and hashes, whatever the commit's date", async () => {
    const hash = "7f6d1379a590f9625a6aee79ca73ceccff03cd2e05a3acbe5fe98915c27a7ffe"
    const resolution = await resolve(hash)
    expect(resolution.lock).toBe(`streamlit==1.40.2 \\\n    --hash=sha256:${hash}\n`)
    expect(resolution.asOf).toBeUndefined()
  })

  test("is refused when the index has other files than those that were locked", async () => {
    await expect(resolve("0".repeat(64))).rejects.toMatchObject({
      code: "environment.resolve",
      public: expect.stringContaining("streamlit==1.40.2"),
    })
  })
})

describe("a module that cannot be built", () => {
  test.each([
    ["streamlit==1.23.1\nnumpy==9.9.9\n", "environment.resolve", "numpy"],
    [
      "streamlit\nnot-a-package-of-anyone-xyzzy\n",
      "environment.resolve",
      "not-a-package-of-anyone-xyzzy",
    ],
    ["streamlit==1.10.0\n", "environment.streamlit_unsupported", "1.22.0"],
  ])("%j fails with %s in words that name %s", async (requirements, code, named) => {
    await expect(prepare({ requirements, date: "2024-12-01" })).rejects.toMatchObject({
      code,
      public: expect.stringContaining(named),
    })
  })

  test("says which Python it asks for and which there are", async () => {
    const wish = prepare({ date: "2024-12-01", choices: { python: "3.99" } })
    await expect(wish).rejects.toMatchObject({
      code: "environment.python_not_found",
      public: expect.stringContaining("3.99"),
    })
  })

  test("is told when the index cannot be reached", async () => {
    const offline = await openEnvironments({
      ...sharedSettings,
      data: await freshData(),
      network: { UV_DEFAULT_INDEX: "http://127.0.0.1:9/simple" },
    })
    await expect(prepare({ date: "2024-12-01" }, offline)).rejects.toMatchObject({
      code: "environment.unreachable",
    })
  })
})

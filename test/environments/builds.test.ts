// How builds share, stop, clean up and check, with tiny packages from an index of this test's own.
import { spawn } from "node:child_process"
import {
  access,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rename,
  stat,
  writeFile,
} from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  type Environments,
  openEnvironments,
} from "../../packages/server/src/environments/environments.ts"
import type { ProgressEvent } from "../../packages/server/src/environments/progress.ts"
import { removeTree } from "../../packages/server/src/environments/remove-tree.ts"
import {
  type TestModule,
  freshData,
  removeFreshData,
  prepare,
  sharedData,
  sharedSettings,
} from "./build-room.ts"
import { type LocalIndex, serveIndex } from "./local-index.ts"

const date = "2023-07-01T00:00:00Z"
let data: string
let tree: string
let index: LocalIndex
let room: Environments
let network: Record<string, string>

beforeAll(async () => {
  await mkdir(sharedData, { recursive: true })
  const shared = await openEnvironments(sharedSettings)
  data = await freshData()
  tree = await mkdtemp(join(tmpdir(), "modkeep-tree-"))
  index = await serveIndex(
    shared.interpreters[0]?.path ?? "",
    [
      {
        name: "streamlit",
        version: "1.30.0",
        files: { "streamlit/__init__.py": "__version__ = '1.30.0'" },
      },
      { name: "helper", version: "1.0", files: { "helper.py": "x = 1" } },
      { name: "source_only", version: "1.0", files: { "source_only.py": "x = 2" }, build: "" },
      { name: "sleeper", version: "1.0", files: {}, build: sleeping },
      { name: "broken", version: "1.0", files: { "broken.py": "import gone_missing" } },
    ],
    "2023-06-01T00:00:00Z",
  )
  network = { UV_DEFAULT_INDEX: index.url, UV_PYTHON_DOWNLOADS: "never" }
  room = await openEnvironments({ ...sharedSettings, data, network })
})

afterAll(async () => {
  await index[Symbol.asyncDispose]()
  await removeFreshData()
  await removeTree(tree)
})

const build = async (more: Partial<TestModule> = {}, at = room) =>
  await prepare(at, { requirements: "streamlit\n", date, tree, ...more })

// A build script that leaves a mark in the folder of its source and then never ends.
const sleeping = 'import time\nopen("sleeps", "w").close()\ntime.sleep(600)'

/** Resolves when the script of `sleeper` runs. */
async function scriptSleeps(): Promise<void> {
  const building = join(data, "environments/.building")
  const files = async () => (await readdir(building, { recursive: true })).join("\n")
  await expect.poll(files, { timeout: 60_000 }).toMatch(/\/sleeps$/mu)
}

const underWay = async () => await readdir(join(data, "environments/.building"))

describe("environments of the same lock", () => {
  test("are one, however many ask at once, and are built once", async () => {
    const built = await Promise.all([build(), build(), build()])
    expect(new Set(built.map((one) => one.environment.id)).size).toBe(1)
    expect(built.filter((one) => !one.environment.reused)).toHaveLength(1)
    expect((await build()).environment.reused).toBe(true)
  })

  test("are built anew, in the same place, when their Python has gone", async () => {
    const { environment } = await build()
    const folder = join(data, "environments", environment.id)
    await chmod(join(folder, "bin"), 0o755)
    await rename(join(folder, "bin/python"), join(folder, "bin/python-of-before"))
    const again = (await build()).environment
    expect(again).toMatchObject({ id: environment.id, reused: false })
    expect(await readdir(join(folder, "bin"))).not.toContain("python-of-before")
    expect((await build()).environment.reused).toBe(true)
  })

  test("survive that the one who started the build gives it up", async () => {
    const requirements = "streamlit\nhelper\n"
    const stop = new AbortController()
    let second: ReturnType<typeof build> | undefined
    const first = build({
      requirements,
      signal: stop.signal,
      onProgress: (event) => {
        if (event.step === "download") second ??= build({ requirements })
        if (event.step === "compile") stop.abort(new Error("given up"))
      },
    })
    await expect(first).rejects.toThrow("given up")
    await expect(second).resolves.toMatchObject({ environment: { reused: false } })
    expect(await underWay()).toEqual([])
  })

  test("can be removed and built again; bytecode that nothing uses goes with them", async () => {
    const { environment } = await build({ requirements: "streamlit\nsource_only\n" })
    const store = join(data, "environments/.bytecode")
    const before = (await readdir(store)).length
    await room.remove(environment.id)
    await room.remove(environment.id)
    await expect(access(environment.path)).rejects.toThrow("ENOENT")
    await expect(room.find(environment.id)).resolves.toBeUndefined()
    expect((await readdir(store)).length).toBeLessThan(before)
    const again = await build({ requirements: "streamlit\nsource_only\n" })
    expect(again.environment).toMatchObject({ id: environment.id, reused: false })
  })
})

describe("a build", () => {
  test("tells every step in order, a line each, without a folder of this machine", async () => {
    const events: ProgressEvent[] = []
    const fresh = await openEnvironments({ ...sharedSettings, data: await freshData(), network })
    const imports = [{ module: "streamlit" }]
    await build({ imports, onProgress: (event) => events.push(event) }, fresh)
    const steps = events.map((event) => event.step).filter((step, at, all) => step !== all[at - 1])
    expect(steps.slice(0, 2)).toEqual(["dependencies", "resolve"])
    expect(steps).toEqual(expect.arrayContaining(["download", "build", "compile", "check"]))
    expect(steps.at(-1)).toBe("check")
    for (const { text } of events) {
      expect(text).not.toMatch(/\p{Cc}/u)
      expect(text).not.toContain(tmpdir())
    }
  })

  test("over its limits fails and leaves nothing", async () => {
    const small = await openEnvironments({
      ...sharedSettings,
      data: await freshData(),
      network,
      limits: { filesMax: 10 },
    })
    await expect(build({}, small)).rejects.toMatchObject({ code: "environment.too_large" })
    expect(await readdir(join(small.folder, ".building"))).toEqual([])
    expect((await readdir(small.folder)).filter((name) => !name.startsWith("."))).toEqual([])
  })

  test("is cancelled while a build script runs, and leaves nothing", async () => {
    const stop = new AbortController()
    const building = build({ requirements: "streamlit\nsleeper\n", signal: stop.signal })
    const outcome = building.catch((cause: unknown) => cause)
    await scriptSleeps()
    expect(await sleepers()).not.toEqual([])
    stop.abort(new Error("cancelled"))
    expect(await outcome).toMatchObject({ message: "cancelled" })
    expect(await underWay()).toEqual([])
    expect(await sleepers()).toEqual([])
  })

  test("killed with its server ends everything it started, and the next start removes what it left", async () => {
    const script = join(import.meta.dirname, "build-until-killed.ts")
    const child = spawn(process.execPath, [script, data, index.url], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    await scriptSleeps()
    expect(await sleepers()).not.toEqual([])
    const gone = new Promise((resolve) => child.once("close", resolve))
    child.kill("SIGKILL")
    // The pipe closes when the last process that holds it has ended.
    await gone
    expect(await underWay()).not.toEqual([])
    const left = join(data, "environments/.building/job-read-only/environment/lib")
    await mkdir(left, { recursive: true })
    await writeFile(join(left, "x"), "")
    await chmod(left, 0o555)
    room = await openEnvironments({ ...sharedSettings, data, network })
    expect(await underWay()).toEqual([])
    expect(await sleepers()).toEqual([])
  })
})

describe("tools of an earlier Modkeep", () => {
  test("that are too old for builds are replaced", async () => {
    const folder = await mkdtemp(join(tmpdir(), "modkeep-tools-"))
    const bin = join(folder, "tools/python/bin")
    await mkdir(bin, { recursive: true })
    await writeFile(join(bin, "uv"), "#!/bin/sh\necho uv 0.4.0\n", { mode: 0o755 })
    const { tools } = await openEnvironments({
      ...sharedSettings,
      path: "/nonexistent",
      data: folder,
    })
    expect(tools.uv).toBe(await realpath(join(bin, "uv")))
    expect(tools.uvVersion).not.toBe("0.4.0")
    await removeTree(folder)
  })
})

describe("a machine without a sandbox", () => {
  let bare: Environments

  beforeAll(async () => {
    const folder = await freshData("uv")
    bare = await openEnvironments({
      ...sharedSettings,
      path: "/nonexistent",
      data: folder,
      network,
    })
  })

  test("says so, and still builds from wheels", async () => {
    expect(bare.tools.sandboxProblem).toContain("bubblewrap")
    await expect(build({}, bare)).resolves.toMatchObject({ environment: { streamlit: "1.30.0" } })
  })

  test("runs code of packages only when the author asks for it knowingly", async () => {
    const requirements = "streamlit\nsource_only\n"
    await expect(build({ requirements }, bare)).rejects.toMatchObject({
      code: "environment.source_builds",
      public: expect.stringContaining("no sandbox"),
    })
    const prepared = await build({ requirements, choices: { sourceBuilds: "unsandboxed" } }, bare)
    expect(prepared.environment.sourceBuilt).toEqual(["source-only==1.0"])
  })
})

describe("the import check", () => {
  test("follows the module's own files without running them, and names the file that fails", async () => {
    await mkdir(join(tree, "pages/parts"), { recursive: true })
    for (const file of ["app.py", "own.py", "pages/parts/__init__.py", "pages/parts/inner.py"]) {
      await writeFile(
        join(tree, file),
        "raise RuntimeError('a module must not run in its build')\n",
      )
    }
    const failing = build({
      imports: [
        { module: "own", line: 1 },
        { module: "pages.parts", file: "own.py", line: 4 },
        { module: ".inner", file: "pages/parts/__init__.py", line: 1 },
        { module: "gone_missing", file: "pages/parts/inner.py", line: 9 },
        { module: "never_reached", file: "elsewhere.py", line: 2 },
      ],
    })
    await expect(failing).rejects.toMatchObject({
      problem: { imports: [{ module: "gone_missing", file: "pages/parts/inner.py", line: 9 }] },
    })
  })

  test("passes over imports inside functions and inside a try", async () => {
    const imports = [
      { module: "gone_missing", inTry: true },
      { module: "gone_missing", topLevel: false },
      { module: "streamlit" },
    ]
    await expect(build({ imports })).resolves.toMatchObject({
      environment: { streamlit: "1.30.0" },
    })
  })

  test("tells a package's own missing dependency from the module's", async () => {
    const failing = build({
      requirements: "streamlit\nbroken\n",
      imports: [{ module: "broken", line: 2 }],
    })
    await expect(failing).rejects.toMatchObject({
      public: expect.stringContaining('"broken" itself needs "gone_missing"'),
    })
  })

  test("tells a folder of data from a package of the same name", async () => {
    await mkdir(join(tree, "helper"), { recursive: true })
    await mkdir(join(tree, "assets"), { recursive: true })
    const imports = [{ module: "helper" }, { module: "assets.icons" }]
    await expect(build({ requirements: "streamlit\nhelper\n", imports })).resolves.toBeDefined()
    // Python itself would find the folder, so its name alone is no failure.
    await expect(build({ imports })).resolves.toBeDefined()
    const failing = build({ requirements: "streamlit\nbroken\n", imports: [{ module: "broken" }] })
    await mkdir(join(tree, "broken"), { recursive: true })
    await expect(failing).rejects.toMatchObject({ code: "environment.import" })
  })
})

test("an environment is read-only and names what it holds", async () => {
  const { environment } = await build()
  const told: unknown = JSON.parse(await readFile(join(environment.path, "modkeep.json"), "utf8"))
  expect(told).toMatchObject({ id: environment.id, streamlit: "1.30.0", lock: environment.lock })
  expect((await stat(environment.path)).mode & 0o222).toBe(0)
})

/** The processes of builds under way. */
async function sleepers(): Promise<string[]> {
  const found: string[] = []
  for (const pid of await readdir("/proc")) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
    if (line.includes(join(data, "environments/.building"))) found.push(line)
  }
  return found
}

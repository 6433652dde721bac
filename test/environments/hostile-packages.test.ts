// Packages that want more than to be installed, from an index of this test's own. Each test goes red when its wall is taken away.
import { access, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import {
  type Environments,
  openEnvironments,
} from "../../packages/server/src/environments/environments.ts"
import { freshData, removeFreshData, prepare, sharedSettings } from "./build-room.ts"
import { type LocalIndex, serveIndex } from "./local-index.ts"

const canary = "canary_5f0c1e77_environments"
const uploaded = "2023-06-01T00:00:00Z"
let data: string
let home: string
let index: LocalIndex
let room: Environments

// What a build script can find out; it reports through a file of the wheel it makes.
const lookAround = `
import json, os, socket
def seen(path):
    try:
        return sorted(os.listdir(path)) if os.path.isdir(path) else open(path, "rb").read(10).decode()
    except OSError:
        return None
def writable(path):
    try:
        open(os.path.join(path, "planted"), "w").close()
        return True
    except OSError:
        return False
paths = json.loads(PATHS)
files["looked/__init__.py"] = ""
files["looked/report.json"] = json.dumps({
    "environment": dict(os.environ),
    "seen": {path: seen(path) for path in paths if seen(path)},
    "writable": [path for path in paths if writable(path)],
    "uid": os.getuid(),
    "processes": [name for name in os.listdir("/proc") if name.isdigit()],
})`

beforeAll(async () => {
  await mkdir(sharedSettings.data, { recursive: true })
  // Installs the tools where there are none yet.
  const shared = await openEnvironments(sharedSettings)
  const python = shared.interpreters[0]?.path ?? ""
  data = await freshData()
  home = await mkdtemp(join(tmpdir(), "modkeep-home-"))
  await writeFile(join(home, "secret"), canary)
  await writeFile(join(data, "root.key"), canary)
  const paths = [
    ...[home, join(home, "secret"), data, join(data, "root.key"), dirname(data)],
    ...[
      join(data, "environments"),
      join(data, "environments/.cache"),
      "/root",
      "/home",
      "/var",
      "/run",
    ],
    ...["/etc/shadow", "/etc/passwd", "/sys"],
  ]
  index = await serveIndex(
    python,
    [
      { name: "streamlit", version: "1.30.0", files: { "streamlit/__init__.py": "" } },
      {
        name: "looker",
        version: "1.0",
        files: {},
        build: `PATHS = ${JSON.stringify(JSON.stringify(paths))}\n${lookAround}`,
      },
      {
        name: "starter",
        version: "1.0",
        files: {
          "starter.pth": `import os; open(${JSON.stringify(join(data, "environments/.cache/started"))}, "w")\n`,
          "starter.py": "",
        },
      },
      {
        name: "linker",
        version: "1.0",
        files: { "linker.py": "" },
        // The folder that the distribution is installed into lies beside the build's own.
        build: `
import glob, os
for out in glob.glob("/**/out", root_dir="/", recursive=False) + glob.glob(${JSON.stringify(join(data, "environments/.building/*/*/out"))}):
    os.symlink("/etc", os.path.join(out, "linked"))`,
      },
      { name: "sleeper", version: "1.0", files: {}, build: "import time; time.sleep(600)" },
      {
        name: "breaker",
        version: "1.0",
        files: {},
        build: "raise RuntimeError('no compiler here')",
      },
      {
        name: "teller",
        version: "1.0",
        files: {},
        build: `
import os, urllib.parse
address = os.environ["UV_DEFAULT_INDEX"]
raise RuntimeError(address + " opens with " + urllib.parse.urlsplit(address).password)`,
      },
      {
        name: "killer",
        version: "1.0",
        files: { "killer.py": "import os\nos.kill(os.getpid(), 11)\n" },
      },
    ],
    uploaded,
  )
  room = await openEnvironments({
    ...sharedSettings,
    data,
    home,
    network: { UV_DEFAULT_INDEX: index.url, UV_PYTHON_DOWNLOADS: "never" },
    limits: { buildTimeoutMs: 60_000 },
  })
})

afterAll(async () => {
  await index[Symbol.asyncDispose]()
  await removeFreshData()
  await rm(home, { recursive: true, force: true })
})

function ancestors(path: string): Map<string, string> {
  const names = new Map<string, string>()
  for (let at = path; at !== tmpdir(); at = dirname(at)) names.set(dirname(at), basename(at))
  return names
}

/** The name below `folder` that leads to this repository, where it lies there. */
function repositoryBelow(folder: string): string[] {
  const here = import.meta.dirname
  return here.startsWith(`${folder}/`) ? [here.slice(folder.length + 1).split("/")[0] ?? ""] : []
}

const build = async (requirements: string, more = {}) =>
  await prepare(room, {
    requirements: `streamlit\n${requirements}\n`,
    date: "2023-07-01T00:00:00Z",
    ...more,
  })

describe.skipIf(process.platform !== "linux")("a package's build script", () => {
  test("sees no value, no home, no other folder, no process, and is nobody", async () => {
    expect(room.tools.sandboxProblem).toBeUndefined()
    process.env["MODKEEP_TEST_CANARY"] = canary
    const { environment } = await build("looker==1.0")
    const release = environment.pythonVersion.split(".").slice(0, 2).join(".")
    const text = await readFile(
      join(environment.path, `lib/python${release}/site-packages/looked/report.json`),
      "utf8",
    )
    expect(text).not.toContain(canary)
    const report: unknown = JSON.parse(text, (_, value: unknown) =>
      Array.isArray(value) ? value.map(String).toSorted() : value,
    )
    // Of the folders above its own, the names that lead there and nothing else; the steps' own scripts lie in this repository.
    const pythons = dirname(dirname(environment.pythonPrefix))
    const leading = Object.fromEntries(
      [
        ...[...ancestors(join(data, "environments/.building"))],
        ...(pythons.startsWith("/root/") ? [["/root", pythons.split("/")[2] ?? ""] as const] : []),
      ].map(([path, name]) => [path, [...new Set([name, ...repositoryBelow(path)])].toSorted()]),
    )
    expect(report).toEqual({
      environment: expect.any(Object),
      seen: leading,
      // Its own memory-backed /tmp, which nobody else sees.
      writable: [dirname(data)],
      uid: expect.any(Number),
      processes: expect.any(Array),
    })
    expect(await readdir(dirname(data))).not.toContain("planted")
    expect(text).toContain(`"uid": ${process.getuid?.() === 0 ? 64_900 : process.getuid?.()}`)
    expect(
      /"processes": \[(?<list>[^\]]*)\]/u.exec(text)?.groups?.["list"]?.split(",").length,
    ).toBeLessThan(12)
  })

  test("leaves no link in the environment", async () => {
    await expect(build("linker==1.0")).rejects.toMatchObject({
      code: "environment.build",
      public: expect.stringContaining("linker==1.0 from source: it makes links"),
    })
  })

  test("that fails is named with its reason", async () => {
    await expect(build("breaker==1.0")).rejects.toMatchObject({
      public: expect.stringMatching(/breaker.*(?:no compiler here|build failed)/u),
    })
  })

  test("tells nobody the password of the index", async () => {
    const url = index.url.replace("http://", `http://builder:${canary}@`)
    const events: string[] = []
    const closed = await openEnvironments({
      ...sharedSettings,
      data,
      network: { UV_DEFAULT_INDEX: url },
    })
    const failure: unknown = await prepare(closed, {
      requirements: "streamlit\nteller==1.0\n",
      date: "2023-07-01T00:00:00Z",
      onProgress: ({ text }) => events.push(text),
    }).catch((cause: unknown) => cause)
    expect(failure).toMatchObject({
      code: "environment.resolve",
      detail: { uv: expect.stringContaining("opens with ***") },
    })
    expect(JSON.stringify(failure) + events.join()).not.toContain(canary)
  })

  test("that never ends is ended with the build's time", async () => {
    const hasty = await openEnvironments({
      ...sharedSettings,
      data,
      network: { UV_DEFAULT_INDEX: index.url },
      limits: { buildTimeoutMs: 5_000 },
    })
    const module = { requirements: "streamlit\nsleeper==1.0\n", date: "2023-07-01T00:00:00Z" }
    await expect(prepare(hasty, module)).rejects.toMatchObject({ code: "environment.too_slow" })
    expect(await readdir(join(data, "environments/.building"))).toEqual([])
  })
})

describe("a wheel", () => {
  test("with code that runs at every start of Python does not run it while the shared cache can be written", async () => {
    await build("starter==1.0")
    await expect(access(join(data, "environments/.cache/started"))).rejects.toThrow("ENOENT")
  })

  test("whose import ends the interpreter fails the check with that reason", async () => {
    await expect(
      build("killer==1.0", { imports: [{ module: "killer", line: 3 }] }),
    ).rejects.toMatchObject({
      code: "environment.import",
      public: expect.stringContaining("app.py, line 3"),
    })
  })
})

describe("an index that does not say when files were uploaded", () => {
  test("means packages of today, with a warning", async () => {
    const python = room.interpreters[0]?.path ?? ""
    await using undated = await serveIndex(
      python,
      [{ name: "streamlit", version: "1.31.0", files: { "streamlit/__init__.py": "" } }],
      undefined,
    )
    const other = await openEnvironments({
      ...sharedSettings,
      data: await freshData(),
      network: { UV_DEFAULT_INDEX: undated.url },
    })
    const prepared = await prepare(other, {
      requirements: "streamlit\n",
      date: "2023-07-01T00:00:00Z",
    })
    expect(prepared.resolution.asOf).toBeUndefined()
    expect(prepared.warnings.join()).toContain("packages are those of today")
  })
})

import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Scan } from "./scan.ts"
import { scanCode } from "./scan-code.ts"

const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim()

async function scan(
  files: Readonly<Record<string, string | Buffer>>,
  more: { directory?: string; entrypoint?: string } = {},
): Promise<Scan> {
  return await scanCode({
    python,
    directory: "",
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) })),
    ...more,
  })
}

/** `secret a.b 3`, with `?` for an optional read. */
async function readsOf(code: string): Promise<string[]> {
  const { reads } = await scan({ "app.py": code })
  return reads.map(
    ({ source, keyPath, line, optional }) =>
      `${source} ${keyPath.join(".")}${optional ? "?" : ""} ${line}`,
  )
}

describe("reads", () => {
  test.each([
    ['import streamlit as st\nst.secrets["a"]["b"]', ["secret a.b 2"]],
    ["import streamlit as st\nst.secrets.a.b", ["secret a.b 2"]],
    ['import streamlit as st\nst.secrets.a["b"].get("c")', ["secret a.b.c? 2"]],
    ['import streamlit as s\ns.secrets["a"]', ["secret a 2"]],
    ['from streamlit import secrets\nsecrets["a"]', ["secret a 2"]],
    ['from streamlit import secrets as hidden\nhidden.get("a", 1)', ["secret a? 2"]],
    ['import streamlit as st\nsec = st.secrets\nsec["a"]', ["secret a 3"]],
    [
      'import streamlit as st\ndb = st.secrets["db"]\ndb["user"]',
      ["secret db 2", "secret db.user 3"],
    ],
    ['import streamlit\nstreamlit.secrets["a"].strip().lower()', ["secret a 2"]],
    ['import streamlit as st\nKEY = "a"\nst.secrets[KEY]', ["secret a 3"]],
    ['import streamlit as st\nfor k in ("a", "b"):\n  st.secrets[k]', ["secret a 3", "secret b 3"]],
    ['import streamlit as st\n[st.secrets[k] for k in ["a", "b"]]', ["secret a 2", "secret b 2"]],
    ['import streamlit as st\nst.secrets["list"][0]["x"]', ["secret list.0.x 2"]],
    ['import streamlit as st\n"a" in st.secrets', ["secret a? 2"]],
    ['import streamlit as st\n"b" not in st.secrets["a"]', ["secret a.b? 2"]],
    ['import streamlit as st\ngetattr(st.secrets, "a")', ["secret a 2"]],
    [
      'import streamlit as st\ngetattr(st.secrets, "a", "")\nhasattr(st.secrets, "b")',
      ["secret a? 2", "secret b? 3"],
    ],
    ['import streamlit as st\nst.secrets.get("a", st.secrets["b"])', ["secret a? 2", "secret b 2"]],
    [
      'import streamlit as st\nst.secrets["a"] if "a" in st.secrets else ""',
      ["secret a? 2", "secret a? 2"],
    ],
    ['import os\nos.environ["A"]', ["environment A 2"]],
    [
      'import os\nos.environ.get("A")\nos.getenv("B", "x")',
      ["environment A? 2", "environment B? 3"],
    ],
    [
      'from os import environ as e, getenv\ne["A"]; getenv("B")',
      ["environment A 2", "environment B? 2"],
    ],
    ['import os as o\nenv = o.environ\nenv["A"]', ["environment A 3"]],
    ['import os\n"A" in os.environ', ["environment A? 2"]],
    ['import os\nos.environ["A"] = "1"\nos.environ["A"]', ["environment A? 3"]],
    ['import os, streamlit as st\nos.environ["A"] = st.secrets["B"]', ["secret B 2"]],
    [
      'import os, streamlit as st\nk = os.getenv("A") or st.secrets["B"]',
      ["environment A? 2", "secret B? 2"],
    ],
    [
      'import streamlit as st\nst.connection("pets", type="sql")',
      ["connection connections.pets 2"],
    ],
    [
      'import streamlit as st\nst.experimental_connection("pets")',
      ["connection connections.pets 2"],
    ],
    [
      'import streamlit as st\nst.connection("pets", url="sqlite://")',
      ["connection connections.pets? 2"],
    ],
    ['import streamlit as st\nst.connection("env:DB")', ["environment DB 2"]],
    [
      'import streamlit as st\nst.query_params["q"]\nst.query_params.get_all("r")',
      ["query q 2", "query r? 3"],
    ],
    ['import streamlit as st\nst.experimental_get_query_params().get("q")', ["query q? 2"]],
    ['st = object()\nst.secrets["a"]', []],
    ['import streamlit as st\nst.secrets["a"] = 1', []],
    ['import streamlit as st\ndef f(st):\n  return st.secrets["a"]', []],
    ['# st.secrets["a"]\n"""os.environ["B"]"""', []],
  ])("%s", async (code, expected) => {
    expect(await readsOf(code)).toEqual(expected)
  })

  test("a read that is made only when its key is there, or whose failure is caught, is optional", async () => {
    const code = `
import streamlit as st
if "a" in st.secrets:
    st.secrets["a"], st.secrets["beside"]
else:
    st.secrets["b"]
if "c" in st.secrets and st.secrets["c"]: pass
if not ("d" in st.secrets): pass
else: st.secrets["d"]
try: st.secrets["e"]
except KeyError: pass
`
    expect((await readsOf(code)).every((read) => read.includes("?"))).toBe(true)
  })

  test("a test that ends the run when the key is missing does not make it optional", async () => {
    const code = `
import streamlit as st
if "a" not in st.secrets:
    st.error("no key"); st.stop()
st.secrets["a"]
try: st.secrets["b"]
except KeyError:
    st.error("no key")
    st.stop()
`
    expect(await readsOf(code)).toEqual(["secret a? 3", "secret a 5", "secret b 6"])
  })

  test("what only running the code would tell is said to be so", async () => {
    const code = `
import os, streamlit as st
def f(key):
    return st.secrets[key], st.secrets["db"][key], os.environ[f"A_{key}"]
dict(st.secrets)
connect(**st.secrets)
st.secrets["db"].items()
`
    const { dynamic, reads } = await scan({ "app.py": code })
    expect(
      dynamic.map(
        ({ kind, source, keyPath, line }) => `${kind} ${source} ${keyPath.join(".")} ${line}`,
      ),
    ).toEqual([
      "whole secret  5",
      "whole secret  6",
      "key secret  4",
      "key secret db 4",
      "key environment  4",
    ])
    expect(reads.map(({ keyPath }) => keyPath.join("."))).toEqual(["db", "db"])
  })

  test("the way the code writes it comes along", async () => {
    const { reads } = await scan({
      "app.py": 'import os, streamlit as st\nst.secrets.a.b, os.getenv("C")',
    })
    expect(reads.map(({ access }) => access)).toEqual(['st.secrets["a"]["b"]', 'os.environ["C"]'])
  })

  test.each([
    [
      "from clarifai.client.auth.helper import ClarifaiAuthHelper as H\nimport streamlit as st\nH.from_streamlit(st)",
      14,
    ],
    ["from clarifai_utils.auth.helper import ClarifaiAuthHelper\nClarifaiAuthHelper.from_env()", 7],
    ["from clarifai.client.user import User\nUser(user_id='x')", 7],
    ["from clarifai.client.user import User\nUser(user_id='x', pat='y')", 0],
    ["from mine import ClarifaiAuthHelper\nClarifaiAuthHelper.from_env()", 0],
  ])("Clarifai's own readers bring their names: %s", async (code, count) => {
    const { reads, auth } = await scan({ "app.py": code })
    expect(reads).toHaveLength(count)
    expect(auth.profile).toBe(count === 0 ? undefined : "clarifai")
    expect(reads.every(({ optional }) => optional)).toBe(true)
  })
})

const shows = "import streamlit as st\nst.title('x')\n"

describe("files", () => {
  test("files that can be run, the likeliest first; not pages, not helpers", async () => {
    const files = {
      "helpers.py": "import streamlit as st\ndef f(): st.title('x')",
      "lib/plain.py": "print(1)",
      "pages/1_x.py": shows,
      "streamlit_app.py": shows,
      "app.py": shows,
      "deep/app.py": shows,
      "tests/test_app.py": shows,
      "other.py":
        "import streamlit as st\ndef main(): st.title('x')\nif __name__ == '__main__': main()",
    }
    expect((await scan(files)).entrypoints).toEqual([
      "streamlit_app.py",
      "app.py",
      "other.py",
      "deep/app.py",
      "tests/test_app.py",
    ])
  })

  test("pages of the folder beside the entry point, named and ordered as Streamlit does", async () => {
    const files = {
      "src/Home_page.py": shows,
      "src/pages/2_📈_Plotting_demo.py": shows,
      "src/pages/10_Last.py": shows,
      "src/pages/zeta.py": shows,
      "src/pages/alpha beta.py": shows,
      "src/pages/__init__.py": "",
      "pages/elsewhere.py": shows,
    }
    const { pages } = await scan(files, { entrypoint: "src/Home_page.py" })
    expect(pages.map(({ path, title }) => [path, title])).toEqual([
      ["", "Home page"],
      ["Plotting_demo", "Plotting demo"],
      ["Last", "Last"],
      ["alpha_beta", "alpha beta"],
      ["zeta", "zeta"],
    ])
  })

  test("pages that the module names itself win over the folder", async () => {
    const files = {
      "app.py": `
import streamlit as st
from pathlib import Path
def settings(): pass
st.navigation([st.Page("views/a.py"), st.Page(Path("views/b.py"), title="Second", url_path="b2"), st.Page(settings)], position="hidden").run()
`,
      "views/a.py": shows,
      "views/b.py": 'import streamlit as st\nst.secrets["deep"]',
      "pages/old.py": shows,
    }
    const found = await scan(files, { entrypoint: "app.py" })
    expect(found.pages).toEqual([
      { path: "", title: "a", file: "views/a.py" },
      { path: "b2", title: "Second", file: "views/b.py" },
      { path: "settings", title: "settings" },
    ])
    expect(found.hidesNavigation).toEqual({ file: "app.py", line: 5 })
    expect(found.reads).toMatchObject([{ keyPath: ["deep"], reached: true }])
  })

  test("what the entry point does not import is marked as not reached", async () => {
    const files = {
      "app.py": `${shows}import lib.a\nfrom lib import b`,
      "lib/__init__.py": "import os; os.environ['PACKAGE']",
      "lib/a.py": "import os; os.environ['A']",
      "lib/b.py": "import os; from . import c; os.environ['B']",
      "lib/c.py": "import os; os.environ['C']",
      "scripts/train.py": "import os; os.environ['TRAIN']",
    }
    const { reads } = await scan(files)
    const names = (reached: boolean): string[] =>
      reads.filter((read) => read.reached === reached).map(({ keyPath }) => keyPath.join("."))
    expect(names(true)).toEqual(["PACKAGE", "A", "B", "C"])
    expect(names(false)).toEqual(["TRAIN"])
  })

  test("imports of others' modules, also through own files, with what does not count", async () => {
    const files = {
      "app.py": `
${shows}
import numpy.linalg
import helpers
from google.cloud import storage
try:
    import torch
except ImportError:
    torch = None
def f(): import pandas
from typing import TYPE_CHECKING
if TYPE_CHECKING: import heavy
`,
      "helpers.py": "import clarifai_utils.auth\nfrom . import sibling",
    }
    const { imports } = await scan(files)
    const text = imports.map(
      ({ module, file, line, inTry, topLevel }) =>
        `${module} ${file}:${line}${inTry ? " try" : ""}${topLevel ? "" : " later"}`,
    )
    expect(text).toEqual([
      "streamlit app.py:2",
      "numpy.linalg app.py:5",
      "google.cloud app.py:7",
      "torch app.py:9 try",
      "typing app.py:13",
      "heavy app.py:14 later",
      "pandas app.py:12 later",
      "clarifai_utils.auth helpers.py:1",
    ])
  })

  test("values that a live update does not reach: globals of imported files, cached functions", async () => {
    const files = {
      "app.py": `${shows}import db\nKEY = st.secrets["FRESH"]\n@st.cache_resource\ndef client():\n    return st.secrets["CACHED"]`,
      "db.py": 'import os\nURL = os.environ["URL"]\ndef f(): return os.environ["LATER"]',
    }
    expect((await scan(files)).staleCopies).toEqual([
      { kind: "cached", keyPath: ["CACHED"], file: "app.py", line: 7 },
      { kind: "global", keyPath: ["URL"], file: "db.py", line: 2 },
    ])
  })

  test("a root directory: its own files and settings, entry points from there", async () => {
    const files = {
      "apps/chat/app.py": `${shows}import util`,
      "apps/chat/util.py": 'import os; os.environ["A"]',
      "apps/chat/.streamlit/config.toml": "[client]\nshowSidebarNavigation = false\n",
      "apps/chat/modkeep.toml":
        '[auth.fields]\napi_key = { env = "OPENAI_API_KEY", query = "api_key" }\n',
    }
    const found = await scan(files, { directory: "apps/chat", entrypoint: "app.py" })
    expect(found.entrypoints).toEqual(["app.py"])
    expect(found.reads).toMatchObject([{ file: "apps/chat/util.py", reached: true }])
    expect(found.hidesNavigation).toEqual({ file: "apps/chat/.streamlit/config.toml", line: 2 })
    expect(found.auth.fields).toEqual([
      { name: "api_key", env: "OPENAI_API_KEY", query: "api_key", kind: "credential" },
    ])
  })

  test("a field that sends a credential somewhere names that credential, or is a problem", async () => {
    const files = {
      "modkeep.toml": `
[auth.fields]
key = { env = "KEY" }
base = { env = "BASE", query = "base_url", endpoint = "key" }
lost = { env = "LOST", endpoint = "nobody" }
odd = { env = "A B" }
user = { env = "USER_ID", kind = "identifier" }
`,
    }
    const { auth, problems } = await scan(files)
    expect(auth.fields.map(({ name, kind, of }) => [name, kind, of])).toEqual([
      ["key", "credential", undefined],
      ["base", "endpoint", ["key"]],
      ["user", "identifier", undefined],
    ])
    expect(problems.map(({ line }) => line)).toEqual([5, 6])
  })
})

describe("files that cannot be read", () => {
  test("each is a problem with its line, and the others are read", async () => {
    const files = {
      "bad.py": "x = 1\ny = (\n",
      "deep.py": `x = ${"-".repeat(100_000)}1`,
      "brackets.py": `x = ${"(".repeat(5_000)}1`,
      "chain.py": `x = a${".b".repeat(50_000)}`,
      "nul.py": "a\0b",
      "latin.py": Buffer.from([0x78, 0x20, 0x3d, 0x20, 0x22, 0xe9, 0x22]),
      "large.py": "#".repeat(1024 * 1024 + 1),
      "good.py": 'import os; os.environ["GOOD"]',
    }
    const { reads, problems } = await scan(files)
    expect(reads).toMatchObject([{ keyPath: ["GOOD"] }])
    expect(new Set(problems.map(({ file }) => file))).toEqual(
      new Set(["bad.py", "deep.py", "brackets.py", "chain.py", "nul.py", "latin.py", "large.py"]),
    )
    expect(problems.find(({ file }) => file === "bad.py")?.line).toBe(2)
  })

  test("source in its own encoding is read", async () => {
    const latin = Buffer.concat([
      Buffer.from("# coding: latin-1\nx = '"),
      Buffer.from([0xe9]),
      Buffer.from("'\nimport os\nos.environ['A']\n"),
    ])
    expect((await scan({ "app.py": latin })).reads).toHaveLength(1)
    const unknown = await scan({ "app.py": "# coding: utf-7\nx = 1" })
    expect(unknown.problems).toMatchObject([{ file: "app.py", line: 1 }])
  })

  test("the process that parses can open no file and no socket, and cannot fork", () => {
    const script = join(import.meta.dirname, "../../../../python/modkeep_runtime/scan/scan_code.py")
    const probe = `
import os, runpy, socket
runpy.run_path(${JSON.stringify(script)})["_limit"]()
for attempt in (lambda: open("/etc/hosts"), socket.socket, os.fork):
    try: attempt(); print("possible")
    except OSError: print("refused")
`
    const said = execFileSync(python, ["-I", "-S", "-B", "-c", probe], { encoding: "utf8" })
    expect(said.trim().split("\n")).toEqual(["refused", "refused", "refused"])
  })

  test("nothing of the module is run", async () => {
    const mark = `/tmp/modkeep-scan-${process.pid}`
    await scan({
      "app.py": `open(${JSON.stringify(mark)}, "w")`,
      "ast.py": `open(${JSON.stringify(mark)}, "w")`,
      "sitecustomize.py": `open(${JSON.stringify(mark)}, "w")`,
    })
    expect(existsSync(mark)).toBe(false)
  })

  test("no files, no Python files: nothing found, nothing wrong", async () => {
    for (const files of [{}, { "README.md": "# x" }]) {
      expect(await scan(files)).toEqual({
        reads: [],
        dynamic: [],
        entrypoints: [],
        pages: [],
        auth: { fields: [] },
        imports: [],
        staleCopies: [],
        problems: [],
      })
    }
  })
})

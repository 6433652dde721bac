import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { beforeAll, describe, expect, test } from "vitest"

import { openSession } from "../support/streamlit-client.ts"
import {
  streamlitEnvironment,
  type StreamlitEnvironment,
} from "../support/streamlit-environments.ts"
import { isAlive } from "./is-alive.ts"
import { documentOf, startOf } from "./keeper.ts"
import { newKeeper } from "./new-keeper.ts"
import { outsideId } from "./outside-id.ts"
import { runApp } from "./run-app.ts"
import { show } from "./show.ts"

const isRoot = process.getuid?.() === 0
let environment: StreamlitEnvironment

beforeAll(async () => {
  environment = await streamlitEnvironment("1.40.2")
})

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await wait(25)
  expect(holds()).toBe(true)
}

describe("the server comes and goes", () => {
  test("a module and its sessions live on when the server is gone, and the next one finds them", async () => {
    const keeper = await newKeeper()
    const start = await runApp(
      keeper,
      environment,
      'import streamlit as st\nprint("printed")\nst.text("here")\n',
    )
    const session = await openSession({ socketPath: join(start.folder, "app.sock") })
    await session.run()
    keeper.disconnect()
    expect((await session.run()).texts).toEqual(["here"])
    const hello = await keeper.connect()
    expect(hello["pid"]).toBe(keeper.pid)
    const { processes } = await keeper.request("list")
    expect(processes).toMatchObject([
      {
        process: start.process,
        state: "running",
        pid: start.pid,
        held: { serial: 1 },
        sessions: 1,
      },
    ])
    expect(await keeper.output(start.process)).toBe("printed\nprinted")
    await session.close()
  })

  test("what ended while no server was there is still told, until it is forgotten", async () => {
    const keeper = await newKeeper()
    const start = await runApp(keeper, environment, "import streamlit\n")
    keeper.disconnect()
    process.kill(start.pid, "SIGKILL")
    await until(() => !existsSync(start.folder))
    await keeper.connect()
    const { processes } = await keeper.request("list")
    expect(processes).toMatchObject([
      {
        process: start.process,
        state: "exited",
        exit: { code: null, signal: "SIGKILL", reason: "signal" },
      },
    ])
    await keeper.request("forget", { process: start.process })
    expect((await keeper.request("list"))["processes"]).toEqual([])
  })

  test("a new server takes over and the old connection is closed", async () => {
    const keeper = await newKeeper()
    const old = connect(keeper.socketPath)
    const closed = new Promise((resolve) => old.on("close", resolve))
    old.resume()
    old.write('{"id":1,"op":"hello"}\n')
    await wait(100)
    await keeper.connect()
    await closed
    expect((await keeper.request("list"))["processes"]).toEqual([])
  })

  test("a second keeper on the same data folder exits and disturbs nothing", async () => {
    const keeper = await newKeeper()
    const [code] = await once(keeper.launch(), "exit")
    expect(code).toBe(3)
    await expect(keeper.request("hello")).resolves.toMatchObject({ pid: keeper.pid })
  })

  test("bad lines get an answer and harm nobody", async () => {
    const keeper = await newKeeper()
    await expect(keeper.request("fly")).rejects.toMatchObject({ code: "unknown_op" })
    await expect(keeper.request("stats", { process: "prc_no" })).rejects.toMatchObject({
      code: "unknown_process",
    })
    await expect(keeper.request("start", { process: "prc_1" })).rejects.toMatchObject({
      code: "bad_request",
    })
    const raw = connect(keeper.socketPath)
    const answers: string[] = []
    // The keeper closes the connection while its rest is still on the way.
    raw.on("error", () => undefined)
    raw.on("data", (bytes) => answers.push(bytes.toString()))
    raw.write(`not json\n[1]\n${"x".repeat(1 << 21)}\n`)
    await until(() => answers.join("").split("bad_request").length >= 4)
    expect((await keeper.request("list"))["processes"]).toEqual([])
    raw.destroy()
  })
})

describe("start", () => {
  test("a missing interpreter is told by step, and leaves nothing behind", async () => {
    const keeper = await newKeeper()
    const start = startOf(keeper, environment, { "app.py": "" }, { python: "/no/such/bin/python" })
    await expect(keeper.request("start", start)).rejects.toMatchObject({
      code: "start_failed",
      message: expect.stringContaining("step interpreter"),
    })
    expect(existsSync(start.folder)).toBe(false)
    expect((await keeper.request("list"))["processes"]).toEqual([])
  })

  test("an environment without Streamlit ends with the reason in the log", async () => {
    const keeper = await newKeeper()
    const bare = execFileSync("python3", ["-c", "import sys; print(sys.base_prefix)"])
      .toString()
      .trim()
    const start = startOf(
      keeper,
      environment,
      { "app.py": "" },
      { python: join(bare, "bin/python3"), reach: [bare] },
    )
    await keeper.request("start", start)
    const exited = await keeper.event("exited")
    expect(exited).toMatchObject({ process: start.process, reason: "launcher" })
    expect(exited["message"]).toContain("streamlit")
  })

  test("a home that is not there is told as the reason", async () => {
    const keeper = await newKeeper()
    const start = startOf(keeper, environment, { "app.py": "" }, { home: "/nowhere" })
    await expect(keeper.request("start", start)).rejects.toMatchObject({
      code: "start_failed",
      message: expect.stringContaining("/nowhere"),
    })
    expect(existsSync(start.folder)).toBe(false)
  })

  test("a process that does not get ready in time is ended with that reason", async () => {
    const keeper = await newKeeper()
    const start = startOf(keeper, environment, { "app.py": "" }, { limits: { startMs: 50 } })
    await keeper.request("start", start)
    expect(await keeper.event("exited")).toMatchObject({ reason: "start_timeout" })
  })

  test("a module that talks nonsense on its control socket does not fill the keeper's log, and lives on", async () => {
    const keeper = await newKeeper()
    const nonsense = [
      '{"event": "held"}',
      '{"event": "held", "acknowledgement": 1}',
      '{"event": "sessions", "count": "x"}',
      '{"event": "imported"}',
      '{"id": 7}',
      "[".repeat(50_000),
    ].map((line) => `${line}\n`)
    const start = await runApp(
      keeper,
      environment,
      `import os, streamlit as st
for line in ${JSON.stringify(nonsense)} * 20:
    os.write(3, line.encode())
st.text("still here")
`,
    )
    const log = () => readFileSync(join(keeper.folder, "keeper/keeper.log"), "utf8")
    expect(await show(start)).toBe("still here")
    await until(() => log().includes("makes no sense"))
    // An answer after it: all of it has been read.
    await keeper.request("stats", { process: start.process })
    expect(await show(start)).toBe("still here")
    expect(log().split("makes no sense")).toHaveLength(2)
    expect(log()).not.toContain("Traceback")
  })

  test("a folder is used by one living process", async () => {
    const keeper = await newKeeper()
    const first = await runApp(keeper, environment, "import streamlit\n")
    const second = { ...startOf(keeper, environment, { "app.py": "" }), folder: first.folder }
    await expect(keeper.request("start", second)).rejects.toMatchObject({ code: "folder_in_use" })
    await expect(keeper.request("start", first)).rejects.toMatchObject({ code: "process_exists" })
  })

  test("the repository's settings count, except for what the platform owns", async () => {
    const keeper = await newKeeper()
    const app = `
import streamlit as st
print(*(st.get_option(name) for name in ("server.maxUploadSize", "server.runOnSave", "browser.gatherUsageStats",
    "server.baseUrlPath", "server.enableXsrfProtection", "client.showSidebarNavigation", "theme.primaryColor", "server.cookieSecret")))
st.text("done")
`
    const config = `[server]
maxUploadSize = 33
runOnSave = true
baseUrlPath = "elsewhere"
enableXsrfProtection = false
enableCORS = false
cookieSecret = "from the repository"
[client]
showSidebarNavigation = false
[theme]
primaryColor = "#000007"
[secrets]
files = ["other.toml"]
`
    const files = {
      "sub/app.py": app,
      "sub/.streamlit/config.toml": config,
      "sub/.streamlit/secrets.toml": "LEAK = 1\n",
      ".streamlit/secrets.toml": "LEAK = 1\n",
    }
    const start = startOf(keeper, environment, files, {
      settings: {
        cookieSecret: "of the install",
        showNavigation: true,
        options: { "server.runOnSave": true, "no.such": 1 },
      },
    })
    Object.assign(start["app"] ?? {}, { directory: "sub" })
    await keeper.request("start", start)
    await keeper.ready(start.process)
    expect(await show(start)).toBe("done")
    expect(await keeper.output(start.process)).toContain(
      "33 False False  True True #000007 of the install",
    )
    expect(existsSync(join(start.root, ".streamlit/secrets.toml"))).toBe(false)
    expect(readFileSync(join(start.root, "sub/.streamlit/secrets.toml"), "utf8")).toBe("")
  })
})

describe("stop", () => {
  test("everything a module started ends with it: children, daemons and what ignores SIGTERM", async () => {
    const keeper = await newKeeper()
    const app = `
import os, subprocess, sys
import streamlit as st
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"])
daemon = subprocess.run([sys.executable, "-c", """
import os, time
if os.fork(): os._exit(0)
os.setsid()
pid = os.fork()
if pid:
    print(pid, flush=True)
    os._exit(0)
os.closerange(0, 3)
time.sleep(1000)
"""], stdout=subprocess.PIPE, text=True).stdout
st.text(f"{child.pid} {daemon}")
`
    const start = await runApp(keeper, environment, app)
    const pids = (await show(start))
      .trim()
      .split(/\s+/u)
      .map((inside) => outsideId(start.pid, Number(inside)))
    expect(pids.every(isAlive)).toBe(true)
    const { exit } = await keeper.request("stop", { process: start.process, graceMs: 2000 })
    expect(exit).toMatchObject({ reason: "stopped" })
    await until(() => !pids.some(isAlive))
    expect(existsSync(start.folder)).toBe(false)
  })

  test("the next process of an install, with the same user, outlives the end of the one before", async () => {
    const keeper = await newKeeper()
    const app = 'import streamlit as st\nst.text("next")\n'
    const before = await runApp(keeper, environment, app)
    const { user, home } = before
    const next = { ...startOf(keeper, environment, { "app.py": app }), user, home }
    await keeper.request("start", next)
    await keeper.ready(next.process)
    await keeper.request("stop", { process: before.process, graceMs: 0 })
    expect(await show(next)).toBe("next")
  })

  test("a module of another keeper that has the same user id is left alone", async () => {
    const [one, other] = [await newKeeper(), await newKeeper()]
    const app = 'import streamlit as st\nst.text("there")\n'
    const neighbour = await runApp(one, environment, app)
    const { user, home } = neighbour
    const start = await runApp(other, environment, app, { user, home })
    await other.request("stop", { process: start.process, graceMs: 0 })
    expect(await show(neighbour)).toBe("there")
  })

  test("a script that does not end is cut after the grace", async () => {
    const keeper = await newKeeper()
    const start = await runApp(keeper, environment, "import time\ntime.sleep(1000)\n")
    const session = await openSession({ socketPath: join(start.folder, "app.sock") })
    session.request({ query: "" })
    await wait(200)
    const begun = performance.now()
    const { exit } = await keeper.request("stop", { process: start.process, graceMs: 300 })
    expect(exit).toMatchObject({ signal: "SIGKILL", reason: "stopped" })
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  test("when the keeper is killed its modules end with it, and everything that they started", async () => {
    const keeper = await newKeeper()
    const app = `
import subprocess, sys, time
import streamlit as st
if st.query_params.get("sleep"):
    time.sleep(1000)
st.text(str(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], start_new_session=st.secrets["OWN"] == "yes").pid))
`
    const start = await runApp(keeper, environment, app, { document: documentOf(1, { OWN: "no" }) })
    const child = outsideId(start.pid, Number(await show(start)))
    await keeper.request("deliver", {
      process: start.process,
      document: documentOf(2, { OWN: "yes" }),
    })
    const daemon = outsideId(start.pid, Number(await show(start)))
    expect([child, daemon].map(isAlive)).toEqual([true, true])
    // A script that is in the middle of its run delays an orderly end.
    const session = await openSession({
      socketPath: join(start.folder, "app.sock"),
      query: "sleep=1",
    })
    session.request({ query: "sleep=1" })
    await wait(300)
    process.kill(keeper.pid, "SIGKILL")
    await until(() => ![start.pid, child, daemon].some(isAlive))
    await keeper.start()
    expect((await keeper.request("list"))["processes"]).toEqual([])
  })

  test("SIGTERM ends the modules, then the keeper", async () => {
    const keeper = await newKeeper()
    const start = await runApp(keeper, environment, "import streamlit\n")
    process.kill(keeper.pid, "SIGTERM")
    await until(() => !isAlive(start.pid) && !isAlive(keeper.pid))
    expect(existsSync(keeper.socketPath)).toBe(false)
    keeper.disconnect()
  })
})

describe("limits", () => {
  test("a process over its memory limit is ended with the reason, and its neighbour does not notice", async () => {
    const keeper = await newKeeper()
    const neighbour = await runApp(keeper, environment, 'import streamlit as st\nst.text("fine")\n')
    const app = `
import streamlit as st
blocks = []
while True:
    blocks.append(bytearray(8 << 20))
    blocks[-1][::4096] = b"x" * len(blocks[-1][::4096])
`
    const start = await runApp(keeper, environment, app, { limits: { memoryBytes: 300 << 20 } })
    const session = await openSession({ socketPath: join(start.folder, "app.sock") })
    session.request({ query: "" })
    const exited = await keeper.event("exited")
    expect(exited).toMatchObject({
      process: start.process,
      reason: "memory_limit",
      signal: "SIGKILL",
    })
    expect(await show(neighbour)).toBe("fine")
  })

  test("stats tell the whole tree", async () => {
    const keeper = await newKeeper()
    const app = `
import subprocess, sys
import streamlit as st
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
st.text("started")
`
    const start = await runApp(keeper, environment, app)
    await show(start)
    await keeper.event("sessions", (each) => each["count"] === 0)
    const stats = await keeper.request("stats", { process: start.process })
    expect(stats).toMatchObject({ processes: 2, sessions: 0 })
    expect(Number(stats["pssBytes"])).toBeGreaterThan(20 << 20)
    expect(Number(stats["cpuMs"])).toBeGreaterThan(50)
  })
})

describe.runIf(isRoot)("isolation by user id", () => {
  test("a module runs as its own user, sees closed folders only as far as it needs them, and not its neighbour", async () => {
    const keeper = await newKeeper()
    const neighbour = await runApp(keeper, environment, "import streamlit\n", {
      document: documentOf(1, { SECRET: "of the neighbour" }),
    })
    const closed = join(keeper.folder, "closed")
    mkdirSync(closed)
    writeFileSync(join(closed, "private.txt"), "not for modules")
    const app = `
import json, os, socket, subprocess
import streamlit as st
def attempt(act):
    try: return repr(act())
    except Exception as error: return type(error).__name__
def dial(path):
    with socket.socket(socket.AF_UNIX) as sock: sock.connect(path)
neighbour = ${JSON.stringify(neighbour.folder)}
st.text(json.dumps({
    "uid": os.getuid(), "groups": os.getgroups(),
    "fds": sorted(int(n) for n in os.listdir("/proc/self/fd") if int(n) < 5),
    "home": sorted(os.listdir(os.environ["HOME"])),
    "closed": attempt(lambda: os.listdir(${JSON.stringify(closed)})),
    "beside": attempt(lambda: sorted(os.listdir(${JSON.stringify(keeper.folder)}))),
    "root": attempt(lambda: sorted(os.listdir("/root"))),
    "file": attempt(lambda: open(neighbour + "/secrets/secrets.toml").read()),
    "listing": attempt(lambda: os.listdir(neighbour)),
    "socket": attempt(lambda: dial(neighbour + "/app.sock")),
    "keeper": attempt(lambda: dial(${JSON.stringify(keeper.socketPath)})),
    "memory": attempt(lambda: open("/proc/${neighbour.pid}/mem", "rb")),
    "environ": attempt(lambda: open("/proc/${neighbour.pid}/environ", "rb").read()),
    "kill": attempt(lambda: os.kill(${neighbour.pid}, 0)),
    "setuid": attempt(lambda: os.setuid(0)),
    "nnp": [line.split()[1] for line in open("/proc/self/status") if line.startswith("NoNewPrivs")],
    "stdout": attempt(lambda: open("/dev/stdout", "w").close()),
    "write": attempt(lambda: open(os.path.join(os.environ["TMPDIR"], "x"), "w").close()),
    "child": subprocess.run(["sh", "-c", "id -u"], stdout=subprocess.PIPE, text=True).stdout.strip(),
}))
`
    chmodSync(closed, 0o700)
    const start = await runApp(keeper, environment, app)
    const seen = JSON.parse(await show(start))
    expect(seen).toMatchObject({
      groups: [],
      fds: [0, 1, 2, 3, 4],
      home: [".tmp"],
      file: "FileNotFoundError",
      listing: expect.stringMatching(/PermissionError|FileNotFoundError/u),
      socket: expect.stringMatching(/PermissionError|FileNotFoundError/u),
      keeper: expect.stringMatching(/PermissionError|FileNotFoundError/u),
      memory: "FileNotFoundError",
      environ: "FileNotFoundError",
      kill: "ProcessLookupError",
      setuid: expect.stringMatching(/PermissionError|OSError/u),
      nnp: ["1"],
      stdout: "None",
      write: "None",
    })
    expect(seen.uid).toBeGreaterThan(200_000)
    expect(Number(seen.child)).toBe(seen.uid)
    expect(seen.closed).toMatch(/PermissionError|FileNotFoundError/u)
    expect(seen.beside).toBe("['homes', 'work']")
    expect(seen.root).toMatch(/^PermissionError$|^\[('\.?[a-z]+'(, )?)+\]$/u)
    expect(statSync(start.home).uid).toBe(seen.uid)
  })
})

describe.runIf(isRoot)("without root", () => {
  test("the keeper serves an ordinary user with the same result, and says what is not isolated", async () => {
    const folder = import.meta.dirname
    const { basePrefix } = environment
    const output = execFileSync(
      join(basePrefix, "bin/python3"),
      [
        "-I",
        "-B",
        join(folder, "give-up-root.py"),
        process.execPath,
        join(folder, "as-ordinary-user.ts"),
      ],
      {
        timeout: 120_000,
        env: {
          PATH: `${basePrefix}/bin:/usr/bin:/bin`,
          REACH: `${basePrefix}:${environment.folder}`,
        },
      },
    ).toString()
    expect(JSON.parse(output)).toEqual({
      users: false,
      missing: expect.stringContaining("the server is not root"),
      shown: "value-of-user",
      forked: "forked",
      via: "direct",
      environ: "EACCES",
      memory: "EACCES",
      daemon: [true, false],
      exit: "stopped",
    })
  })
})

// `modkeep dev` with real Streamlit: the values are there on the first line, follow the file, and lie nowhere on disk.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { freePort } from "../support/free-port.ts"
import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, streamlitReleases } from "../support/streamlit-environments.ts"
import { modkeepFile, Shell } from "./run-modkeep.ts"

const page = `import os
import streamlit as st
st.write(st.secrets["KEY"] + " " + os.environ["KEY"] + " " + os.environ.get("PORT", "none"))
`
let shell: Shell
let secrets: string

beforeAll(async () => {
  shell = await Shell.open()
  await mkdir(join(shell.folder, ".streamlit"))
  await writeFile(join(shell.folder, "app.py"), page)
  secrets = join(shell.folder, ".streamlit", "secrets.toml")
})

afterAll(async () => {
  await shell.close()
})

describe.each(streamlitReleases)("modkeep dev on Streamlit %s", (release) => {
  test("shows the values, follows the file, keeps good values over a blank, and leaves nothing", async () => {
    const { python } = await streamlitEnvironment(release)
    await writeFile(secrets, 'KEY = "canary_one"\nPORT = 8080\n')
    const port = await freePort()
    const child = start(["dev", "--python", python, "--port", String(port)])
    const said = listen(child)
    const session = await openWhenReady(port)
    expect((await session.run()).texts).toEqual(["canary_one canary_one 8080"])
    expect(await environmentsHolding("canary_one")).toEqual([])

    const rerun = session.nextRun()
    await writeFile(secrets, 'KEY = "canary_two"\n')
    expect((await rerun).texts).toEqual(["canary_two canary_two none"])

    await writeFile(secrets, 'KEY = ""\n')
    await said.until("The page keeps the values it has")
    expect((await session.run()).texts).toEqual(["canary_two canary_two none"])

    child.kill("SIGTERM")
    const [code] = await once(child, "exit")
    expect(code).toBe(0)
    expect(said.text()).not.toContain("canary")
    expect(await foldersOf(child)).toEqual([])
  })
})

test("a blank starts nothing and ends with 5", async () => {
  await writeFile(secrets, 'KEY = ""\n')
  const { python } = await streamlitEnvironment("1.67.0")
  const { code, stderr } = await shell.run(["dev", "--python", python])
  expect(code).toBe(5)
  expect(stderr).toContain("error[secret.blank]: KEY")
})

test("what a killed run could not remove is removed by the next one", async () => {
  const { python } = await streamlitEnvironment("1.67.0")
  await writeFile(secrets, 'KEY = "canary_left"\n')
  const port = await freePort()
  const killed = start(["dev", "--python", python, "--port", String(port)])
  await listen(killed).until("http://localhost:")
  killed.kill("SIGKILL")
  await once(killed, "exit")
  expect(await foldersOf(killed)).toHaveLength(1)
  const next = start(["dev", "--python", python, "--port", String(await freePort())])
  await listen(next).until("http://localhost:")
  expect(await foldersOf(killed)).toEqual([])
  // Before the module has begun: nothing stays then, either.
  next.kill("SIGTERM")
  await once(next, "exit")
  expect(await foldersOf(next)).toEqual([])
})

test("the exit code of a module that cannot start is the module's own", async () => {
  const { python } = await streamlitEnvironment("1.67.0")
  await writeFile(secrets, 'KEY = "x"\n')
  const taken = createServer().listen(0, "127.0.0.1")
  await once(taken, "listening")
  const address = taken.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const { code, stderr } = await shell.run(["dev", "--python", python, "--port", String(port)])
  taken.close()
  expect(code).toBe(1)
  expect(stderr).toContain(`Cannot listen on port ${port}`)
  expect(stderr).not.toContain("at process")
})

function start(args: readonly string[]): ChildProcess {
  return spawn(modkeepFile, args, {
    cwd: shell.folder,
    env: shell.env,
    stdio: ["ignore", "pipe", "pipe"],
  })
}

/** All that a program said, and the moment in which it has said something. */
function listen(child: ChildProcess): {
  text: () => string
  until: (words: string) => Promise<void>
} {
  let all = ""
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (all += text))
  return {
    text: () => all,
    until: async (words) => {
      while (!all.includes(words)) await once(child.stderr ?? child, "data")
    },
  }
}

async function openWhenReady(port: number): ReturnType<typeof openSession> {
  const until = Date.now() + 60_000
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/_stcore/health`).catch(() => undefined)
    if (answer?.ok) break
    if (Date.now() > until) throw new Error("The page did not come up within a minute")
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return await openSession({
    url: `http://localhost:${port}/`,
    connectTo: { host: "127.0.0.1", port },
  })
}

/** Processes whose environment block or arguments, which other tools can read, hold the text. */
async function environmentsHolding(text: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
  const holding = await Promise.all(
    ids.map(async (id) => {
      const [block, words] = await Promise.all(
        ["environ", "cmdline"].map((name) =>
          readFile(`/proc/${id}/${name}`, "utf8").catch(() => ""),
        ),
      )
      return `${block}${words}`.includes(text) ? [id] : []
    }),
  )
  return holding.flat()
}

async function foldersOf(child: ChildProcess): Promise<string[]> {
  return (await readdir("/dev/shm")).filter((name) => name.startsWith(`modkeep-dev-${child.pid}-`))
}

// A module that means harm finds nothing that is not its own, executed or forked; and for each layer of isolation, what it would
// find if that one were missing.
import { spawn, type ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { hostname, networkInterfaces } from "node:os"
import { join } from "node:path"

import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment, type StreamlitRelease } from "../support/streamlit-environments.ts"
import { documentOf, Keeper, runtime, startOf } from "./keeper.ts"

const isRoot = process.getuid?.() === 0
const app = readFileSync(join(import.meta.dirname, "hostile/app.py"), "utf8")
const neighbour = readFileSync(join(import.meta.dirname, "hostile/neighbour.py"), "utf8")
const canary = () => `canary-of-the-neighbour-${randomBytes(16).toString("hex")}`

/** Things of the machine that a module must not find. */
interface Outside {
  readonly targets: Readonly<Record<string, unknown>>
  close(): Promise<void>
}

async function outside(): Promise<Outside> {
  const folder = mkdtempSync("/var/tmp/modkeep-outside-")
  chmodSync(folder, 0o755)
  const files = [join(folder, "note"), `/dev/shm/modkeep-outside-${process.pid}`]
  for (const path of files) writeFileSync(path, canary(), { mode: 0o644 })
  const ports = createServer((socket) => socket.end("hi"))
  ports.listen(0, "::")
  const paths = createServer((socket) => socket.end("hi"))
  paths.listen(join(folder, "socket"))
  await Promise.all([once(ports, "listening"), once(paths, "listening")])
  chmodSync(join(folder, "socket"), 0o777)
  const helper = await python(join(import.meta.dirname, "hostile/outside.py"), canary())
  const { port } = ports.address() as AddressInfo
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0)
  return {
    targets: {
      pids: [process.pid, helper.child.pid],
      files,
      folders: [folder],
      sockets: [join(folder, "socket")],
      abstract: [helper.told[0]],
      ports: [port],
      own: addresses.map(({ address }) => [address, port]),
      shm: [Number(helper.told[1])],
      host: hostname(),
    },
    async close() {
      helper.child.stdin?.end()
      await once(helper.child, "exit")
      ports.close()
      paths.close()
      rmSync(folder, { recursive: true })
      rmSync(files[1] ?? "")
    },
  }
}

/** A process of the machine with an abstract socket and a segment of shared memory; it says their names. */
async function python(
  script: string,
  text: string,
): Promise<{ child: ChildProcess; told: string[] }> {
  const child = spawn("python3", ["-I", "-B", script, text], { stdio: ["pipe", "pipe", "inherit"] })
  const [line] = await once(child.stdout, "data")
  return { child, told: String(line).trim().split(" ") }
}

interface Case {
  readonly release?: StreamlitRelease
  readonly isForked: boolean
  readonly without?: readonly string[]
  /** Of another launcher. */
  readonly runtime?: string
}

/** What the hostile module found, and whether its process can be looked into by its own user. */
async function findings(
  { release = "1.40.2", isForked, without = [], runtime: launcher = runtime }: Case,
  machine: Outside,
) {
  const environment = await streamlitEnvironment(release)
  const reach = [environment.folder, environment.basePrefix]
  const keeper = new Keeper({ without: isForked ? without : [...without, "prefork"], reach })
  await keeper.start()
  try {
    if (isForked) await keeper.prepare(environment)
    const abstract = `neighbour-${randomBytes(4).toString("hex")}`
    const open = async (start: { folder: string }) =>
      openSession({
        socketPath: join(start.folder, "app.sock"),
        sessionIdSecond: release === "1.23.1",
        timeoutMs: 60_000,
      })
    const victim = startOf(
      keeper,
      environment,
      { "app.py": neighbour },
      {
        document: documentOf(1, { CANARY: canary(), ABSTRACT: abstract }),
      },
    )
    const { pid } = await keeper.request("start", victim)
    await keeper.ready(victim.process)
    const victims = await open(victim)
    await victims.run()
    await keeper.request("deliver", {
      process: victim.process,
      document: documentOf(2, { CANARY: canary(), ABSTRACT: abstract }),
    })
    const { targets } = machine
    const all = {
      ...targets,
      pids: [...(targets["pids"] as number[]), pid, keeper.pid],
      files: [
        ...(targets["files"] as string[]),
        join(victim.folder, "secrets/secrets.toml"),
        join(victim.home, "note"),
      ],
      folders: [...(targets["folders"] as string[]), victim.home, victim.folder, victim.root],
      sockets: [
        ...(targets["sockets"] as string[]),
        join(victim.folder, "app.sock"),
        keeper.socketPath,
      ],
      abstract: [...(targets["abstract"] as string[]), abstract],
    }
    const start = startOf(
      keeper,
      environment,
      { "app.py": app },
      {
        document: documentOf(1, { TARGETS: JSON.stringify(all) }),
        runtime: launcher,
        reach: [...reach, join(runtime, "..")],
        environment: { UNKNOWN_NAMES: "none" },
      },
    )
    const answer = await keeper.request("start", start)
    const ready = await keeper.ready(start.process)
    expect(ready["forked"]).toBe(isForked)
    const session = await open(start)
    const { texts } = await session.run()
    await Promise.all([session.close(), victims.close()])
    const { uid } = statSync(`/proc/${String(answer["pid"])}/environ`)
    return { found: JSON.parse(texts[0] ?? ""), isClosed: uid === 0 }
  } finally {
    await keeper.quit()
  }
}

describe.runIf(isRoot)("a hostile module", () => {
  let machine: Outside
  beforeAll(async () => {
    machine = await outside()
  })
  afterAll(async () => machine.close())

  test.each([
    { release: "1.23.1", isForked: false },
    { release: "1.23.1", isForked: true },
    { release: "1.40.2", isForked: false },
    { release: "1.40.2", isForked: true },
    { release: "1.67.0", isForked: false },
    { release: "1.67.0", isForked: true },
  ] as const)("finds nothing: %o", async (one) => {
    expect(await findings(one, machine)).toEqual({ found: {}, isClosed: true })
  })

  /** Removed layer -> what is found then. Layers that overlap are removed together, so that each one's own part shows. */
  test.each([
    { without: ["pid"], finds: ["processes"] },
    { without: ["view"], finds: ["files", "path sockets"] },
    { without: ["network"], finds: ["abstract sockets", "loopback ports", "machine's addresses"] },
    { without: ["ipc"], finds: ["shared memory"] },
    { without: ["uts"], finds: ["name"] },
    { without: ["user"], finds: ["users"] },
    { without: ["rights"], finds: ["capabilities"] },
    { without: ["seccomp"], finds: ["system calls", "socket families"] },
    { without: ["seccomp", "keys"], finds: ["keyring"] },
  ])("without $without finds $finds", async ({ without, finds }) => {
    const { found } = await findings({ isForked: false, without }, machine)
    expect(Object.keys(found)).toEqual(expect.arrayContaining(finds))
  })

  test("without closed descriptors a forked one finds those of its parent", async () => {
    const { found } = await findings({ isForked: true, without: ["descriptors"] }, machine)
    expect(Object.keys(found)).toContain("descriptors")
  })

  test("without a launcher that closes its memory its own user may look into it from outside", async () => {
    const open = { isForked: false, runtime: join(import.meta.dirname, "degraded") }
    expect((await findings(open, machine)).isClosed).toBe(false)
  })
})

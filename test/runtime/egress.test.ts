// What a module reaches of the world: public addresses by name and number, and nothing of this machine or of private networks.
import { join } from "node:path"

import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { openSession } from "../support/streamlit-client.ts"
import { streamlitEnvironment } from "../support/streamlit-environments.ts"
import { childOf } from "./child-of.ts"
import { Keeper, startOf } from "./keeper.ts"

const isRoot = process.getuid?.() === 0
const world = join(import.meta.dirname, "egress/world.py")

const app = `
import json, os, socket, streamlit as st
def attempt(act):
    try: return act()
    except Exception as error: return type(error).__name__
def greet(place):
    with socket.create_connection(place, 5) as sock:
        return sock.makefile().readline().strip() or "reset"
def itself():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with socket.create_connection(listening.getsockname()):
            return "connected"
def echo():
    data = os.urandom(20 << 20)
    with socket.create_connection(("page.test", 7000), 20) as sock:
        import threading
        def send():
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
        threading.Thread(target=send).start()
        received = bytearray()
        while True:
            piece = sock.recv(1 << 16)
            if not piece: return bytes(received) == b"9.9.9.9\\n" + data
            received += piece
st.text(json.dumps({
    "by name": attempt(lambda: greet(("page.test", 7000))),
    "by number": attempt(lambda: greet(("9.9.9.9", 7000))),
    "20 MiB each way": attempt(echo),
    "a closed port": attempt(lambda: greet(("9.9.9.9", 7001))),
    "no such name": attempt(lambda: greet(("nowhere.test", 7000))),
    "private by name": attempt(lambda: greet(("inside.test", 7000))),
    "private by number": attempt(lambda: greet(("10.9.9.9", 7000))),
    "metadata": attempt(lambda: greet(("169.254.169.254", 7000))),
    "the machine's public address": attempt(lambda: greet(("9.9.9.1", 7000))),
    "itself": attempt(itself),
}))
`

const crowd = `
import socket, streamlit as st, time
def dial():
    try: return socket.create_connection(("198.18.0.1", 53), 5)
    except ConnectionResetError: return None
socks = list(filter(None, (dial() for _ in range(1100))))
def is_open(sock):
    sock.setblocking(False)
    try: return sock.recv(1) != b""
    except BlockingIOError: return True
    except ConnectionResetError: return False
end = time.monotonic() + 10
while sum(map(is_open, socks)) > 1024 and time.monotonic() < end: time.sleep(0.05)
st.text(str(sum(map(is_open, socks))))
`

const seen = {
  "by name": "9.9.9.9",
  "by number": "9.9.9.9",
  "20 MiB each way": true,
  "a closed port": expect.stringMatching(/^(ConnectionResetError|reset)$/u),
  "no such name": "gaierror",
  "private by name": "PermissionError",
  "private by number": "PermissionError",
  metadata: "PermissionError",
  "the machine's public address": expect.stringMatching(/^(ConnectionResetError|reset)$/u),
  itself: "connected",
}

describe.runIf(isRoot)("a module", () => {
  const keeper = new Keeper({ world })
  beforeAll(async () => keeper.start())
  afterAll(async () => keeper.quit())

  const open = async (script = app) => {
    const start = startOf(keeper, await streamlitEnvironment("1.40.2"), { "app.py": script })
    await keeper.request("start", start)
    await keeper.ready(start.process)
    return openSession({ socketPath: join(start.folder, "app.sock"), timeoutMs: 60_000 })
  }

  test("reaches public addresses, by name too, and nothing private, local or of a cloud", async () => {
    const session = await open()
    expect(JSON.parse((await session.run()).texts[0] ?? "")).toEqual(seen)
    await session.close()
  })

  test("keeps no more connections to the name server than to anybody else, so that others find room", async () => {
    const session = await open(crowd)
    expect((await session.run()).texts).toEqual(["1024"])
    await session.close()
  })

  test("reaches them again after the egress was killed", async () => {
    const session = await open()
    process.kill(childOf(keeper.pid, "egress_main.py"), "SIGKILL")
    await expect
      .poll(async () => JSON.parse((await session.run()).texts[0] ?? ""), { timeout: 30_000 })
      .toEqual(seen)
    await session.close()
  })

  test("starts after the mason was killed", async () => {
    process.kill(childOf(keeper.pid, "mason_main.py"), "SIGKILL")
    const session = await open()
    expect((await session.run()).texts).toHaveLength(1)
    await session.close()
  })
})

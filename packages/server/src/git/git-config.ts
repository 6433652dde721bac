// The configuration of one Git call, as text: our rules, the pinned address, and the credential, scoped to the one host.
//
// It is the only configuration Git reads (`GIT_CONFIG_GLOBAL`, no system file, stores of our own making). A file and not
// arguments or environment, because those can be read by other processes of the same user and end up in crash reports.
import type { RepositoryAddress } from "#domain/repository-address.ts"

export interface GitConfigParts {
  readonly address: RepositoryAddress
  /** What Git connects to: differs from the address's own for folders, whose links are resolved. */
  readonly url: string
  /** Checked addresses of the host; empty when there is nothing to pin. */
  readonly pinned: readonly string[]
  /** What a fetch leaves out: everything it does not name. */
  readonly filter: "blob:none" | "tree:0"
  readonly proxy?: string
  readonly certificatesFile?: string
  /** `user:token` */
  readonly basic?: string
  /** Shell-safe words: Git starts this one through `sh`. */
  readonly sshCommand?: string
}

/** Sections as Git writes them; every value is quoted. */
export function gitConfig(parts: GitConfigParts): string {
  return [...rules, ...remote(parts), ...transport(parts)]
    .map(([section, entries]) => `[${section}]\n${entries.map(line).join("")}`)
    .join("")
}

type Section = readonly [string, readonly (readonly [string, string])[]]

const rules: readonly Section[] = [
  ["core", [["hooksPath", "/dev/null"]]],
  ["credential", [["helper", ""]]],
  ["gc", [["auto", "0"]]],
  ["maintenance", [["auto", "false"]]],
  ["submodule", [["recurse", "false"]]],
  [
    "transfer",
    [
      ["fsckObjects", "true"],
      // Keeps each fetch one pack, never loose files.
      ["unpackLimit", "1"],
      ["bundleURI", "false"],
    ],
  ],
  [
    'fetch "fsck"',
    // Harmless flaws of old tools that whole real histories carry.
    [
      ["zeroPaddedFilemode", "ignore"],
      ["badTimezone", "ignore"],
      ["missingSpaceBeforeDate", "ignore"],
    ],
  ],
]

// The remote exists for the length of a call. Stores never hear of it, so that reading one can never reach out.
function remote({ url, filter }: GitConfigParts): Section[] {
  return [
    [
      'remote "origin"',
      [
        ["url", url],
        ["promisor", "true"],
        ["partialCloneFilter", filter],
        ["tagOpt", "--no-tags"],
      ],
    ],
  ]
}

function transport(parts: GitConfigParts): Section[] {
  const { protocol } = parts.address
  if (protocol === "https") return https(parts)
  if (protocol === "file") return local(decodeURI(parts.url.slice("file://".length)))
  return parts.sshCommand === undefined ? [] : [["core", [["sshCommand", parts.sshCommand]]]]
}

// These reach `upload-pack`, the other end, which is a child of this very call.
function local(folder: string): Section[] {
  return [
    ["safe", [folder, `${folder}/.git`].map((path) => ["directory", path])],
    ["uploadpack", ["allowFilter", "allowAnySHA1InWant"].map((name) => [name, "true"])],
  ]
}

function https({ address, pinned, proxy, certificatesFile, basic }: GitConfigParts): Section[] {
  const port = address.port ?? 443
  const pins = pinned.map((ip) => (ip.includes(":") ? `[${ip}]` : ip)).join(",")
  const origin = `https://${address.host}${address.port === undefined ? "" : `:${address.port}`}/`
  const header = `Authorization: Basic ${Buffer.from(basic ?? "").toString("base64")}`
  return [
    [
      "http",
      [
        ["followRedirects", "false"],
        ["sslVerify", "true"],
        ["proxy", proxy ?? ""],
        ["lowSpeedLimit", "1000"],
        ["lowSpeedTime", "20"],
        ...(pins === "" ? [] : ([["curloptResolve", `${address.host}:${port}:${pins}`]] as const)),
        ...(certificatesFile === undefined ? [] : ([["sslCAInfo", certificatesFile]] as const)),
      ],
    ],
    ...(basic === undefined ? [] : ([[`http "${origin}"`, [["extraHeader", header]]]] as const)),
  ]
}

function line([name, value]: readonly [string, string]): string {
  const quoted = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
  return `\t${name} = "${quoted}"\n`
}

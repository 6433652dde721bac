// One conversation with a repository's host: the address checked and pinned, the credential laid down for its length, and
// every Git call inside it under one deadline.
import { Fault } from "#base/fault.ts"
import { run, type RunResult } from "#base/run.ts"
import { type CallFolder, withCallFolder } from "./call-folder.ts"
import type { RepositoryAccess } from "./git.ts"
import { gitConfig, type GitConfigParts } from "./git-config.ts"
import { gitEnvironment } from "./git-environment.ts"
import { gitFault, repositoryName } from "./git-fault.ts"
import type { GitSettings } from "./git-settings.ts"
import { findLocalRepository } from "./local-repository.ts"
import { pinHost } from "./pin-host.ts"
import { sshConfig } from "./ssh-config.ts"

export interface RemoteCall {
  readonly args: readonly string[]
  readonly input?: string
  readonly outputBytesMax?: number
  readonly signal?: AbortSignal
}

export interface Remote {
  /** Runs Git; it knows the repository as `origin`. @throws the fault that its failure means */
  call(call: RemoteCall): Promise<RunResult>
  /** The same, for callers that read the failure themselves. */
  tryCall(call: RemoteCall): Promise<RunResult>
}

// Of all branches and tags: about 250,000 of them.
const outputBytesMax = 16 * 1024 * 1024

export async function withRemote<T>(
  settings: GitSettings,
  access: RepositoryAccess & { readonly filter?: GitConfigParts["filter"] },
  work: (remote: Remote) => Promise<T>,
): Promise<T> {
  const { address, credential } = access
  const deadline = performance.now() + settings.limits.timeoutMs
  const target = await aim(settings, access)
  return await withCallFolder(settings, async (folder) => {
    const env = gitEnvironment({
      searchPath: settings.searchPath,
      home: folder.path,
      protocol: address.protocol,
      configFile: await configure(settings, { ...access, ...target }, folder),
    })
    const tryCall = async (call: RemoteCall): Promise<RunResult> => {
      const signals = [access.signal, call.signal].filter((signal) => signal !== undefined)
      const result = await run({
        command: "git",
        args: call.args,
        env,
        timeoutMs: Math.max(1, deadline - performance.now()),
        outputBytesMax: call.outputBytesMax ?? outputBytesMax,
        signal: AbortSignal.any(signals),
        ...(call.input === undefined ? {} : { input: call.input }),
      })
      if (result.timedOut) throw tooSlow(settings, access)
      return result
    }
    const call = async (call: RemoteCall): Promise<RunResult> => {
      const result = await tryCall(call)
      if (result.code === 0) return result
      const { stderr, code } = result
      throw gitFault({ address, hasCredential: credential !== undefined, stderr, code })
    }
    return await work({ call, tryCall })
  })
}

interface Target {
  readonly url: string
  readonly pinned: readonly string[]
}

async function aim(settings: GitSettings, { address }: RepositoryAccess): Promise<Target> {
  if (address.protocol === "file") {
    const folder = await findLocalRepository(address.path, settings.localFolders)
    return { url: `file://${encodeURI(folder)}`, pinned: [] }
  }
  const policy = {
    ...settings,
    hasProxy: settings.proxy !== undefined && address.protocol === "https",
  }
  return { url: address.url, pinned: await pinHost(address, policy) }
}

async function configure(
  settings: GitSettings,
  parts: RepositoryAccess & Target & { readonly filter?: GitConfigParts["filter"] },
  folder: CallFolder,
): Promise<string> {
  const { address, credential, url, pinned } = parts
  const basic = credential?.kind === "https-token" ? credential.value.reveal() : undefined
  if (basic !== undefined && /\s/.test(basic)) {
    throw new Fault("credential.invalid", {
      public: "The access token holds a space or a line end. Store it again, the token alone",
    })
  }
  const text = gitConfig({
    address,
    url,
    pinned,
    filter: parts.filter ?? "blob:none",
    ...(settings.proxy === undefined ? {} : { proxy: settings.proxy }),
    ...(settings.certificatesFile === undefined
      ? {}
      : { certificatesFile: settings.certificatesFile }),
    ...(basic === undefined
      ? {}
      : { basic: basic.includes(":") ? basic : `${tokenUser(address.host)}:${basic}` }),
    ...(address.protocol === "ssh"
      ? { sshCommand: await configureSsh(settings, parts, folder) }
      : {}),
  })
  return await folder.write("gitconfig", text)
}

// Git hands its ssh command to `sh`. The words are ours alone; host and path of the repository follow as "$@".
async function configureSsh(
  settings: GitSettings,
  { address, credential, pinned }: RepositoryAccess & Target,
  folder: CallFolder,
): Promise<string> {
  const key = credential?.kind === "ssh-key" ? credential.value.reveal() : undefined
  const config = sshConfig({
    host: address.host,
    port: address.port ?? 22,
    address: pinned[0] ?? address.host.replace(/^\[|\]$/g, ""),
    identityFile: key === undefined ? undefined : await folder.write("key", `${key.trimEnd()}\n`),
    knownHostsFile: `${settings.dataFolder}/git/known_hosts`,
  })
  const file = await folder.write("ssh_config", config)
  return `ssh -F '${file.replaceAll("'", String.raw`'\''`)}'`
}

// The name beside a token: GitHub, GitLab, Gitea and Hugging Face take any, Bitbucket's repository tokens this one.
function tokenUser(host: string): string {
  return host === "bitbucket.org" ? "x-token-auth" : "x-access-token"
}

function tooSlow(settings: GitSettings, { address }: RepositoryAccess): Fault {
  const seconds = Math.round(settings.limits.timeoutMs / 1_000)
  return new Fault("git.too_slow", {
    public: `${repositoryName(address)} did not answer within ${seconds} s. Try again later`,
  })
}

// The command line that runs a step of a build in bubblewrap: nothing of the machine but what is listed, no values, no home.
//
// As root no user namespace is needed: bubblewrap mounts as root, so an interpreter below a private folder can be bound, and
// setpriv then becomes the build's own user. Otherwise a user namespace holds the server's own user.
import { dirname } from "node:path"

import type { BuildUser } from "./workshop.ts"

export interface SandboxRequest {
  readonly readOnly: readonly string[]
  readonly writable: readonly string[]
  readonly network: boolean
  readonly cwd: string
  readonly command: readonly string[]
  /** A file no step may grow beyond; processes a step may have at once. */
  readonly fileBytesMax: number
  readonly processesMax: number
}

// The linker's cache, names and certificates; compilers are reached through alternatives. All public files.
const etc = [
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "alternatives",
  "hosts",
  "resolv.conf",
  "nsswitch.conf",
  "gai.conf",
  "host.conf",
  "ssl",
  "pki",
  "ca-certificates",
  "localtime",
  "os-release",
  "fonts",
  "mime.types",
].map((name) => `/etc/${name}`)

// Memory-backed: build scripts put their temporary files there.
const temporaryBytesMax = 2 * 1024 ** 3

/**
 * The step's variables are the environment that the command is started with, which bubblewrap passes on: every local user can read
 * arguments, and the address of an index may hold its password.
 * @param user set when the server is root.
 */
export function sandboxCommand(
  bubblewrap: string,
  request: SandboxRequest,
  user: BuildUser | undefined,
): { command: string; args: string[] } {
  const args = [
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    ...(user === undefined ? ["--unshare-user"] : []),
    ...(request.network ? [] : ["--unshare-net"]),
    "--die-with-parent",
    "--new-session",
    "--hostname",
    "build",
    ...(user === undefined
      ? []
      : ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]),
    ...mounts(request),
    "--chdir",
    request.cwd,
    "--",
    ...limits(request),
    ...(user === undefined ? [] : becoming(user)),
    ...request.command,
  ]
  return { command: bubblewrap, args }
}

function mounts(request: SandboxRequest): string[] {
  const bound = [...request.readOnly, ...request.writable]
  return [
    ...["--ro-bind", "/usr", "/usr"],
    ...["bin", "sbin", "lib", "lib32", "lib64", "libx32"].flatMap((name) => [
      "--ro-bind-try",
      `/${name}`,
      `/${name}`,
    ]),
    ...folder("/etc"),
    ...etc.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--proc", "/proc", "--dev", "/dev"],
    // The build's user writes to both; /dev/shm holds the semaphores of Python's process pools.
    ...["/tmp", "/dev/shm"].flatMap((path) => [
      ...["--perms", "1777", "--size", String(temporaryBytesMax), "--tmpfs", path],
    ]),
    ...[...new Set(bound.flatMap(ancestors))].flatMap(folder),
    ...request.readOnly.flatMap((path) => ["--ro-bind-try", path, path]),
    ...request.writable.flatMap((path) => ["--bind", path, path]),
  ]
}

// Parents that bubblewrap makes by itself are 0700 and root's: the build's user could not pass through them.
function folder(path: string): string[] {
  return ["--perms", "0755", "--dir", path]
}

function ancestors(path: string): string[] {
  const parents: string[] = []
  for (let at = dirname(path); at !== "/"; at = dirname(at)) parents.unshift(at)
  return parents.filter((parent) => !/^\/(?:usr|tmp|proc|dev|bin|lib|lib64|sbin)$/u.test(parent))
}

// Set before the user changes: they hold for everything that the step starts.
function limits({ fileBytesMax, processesMax }: SandboxRequest): string[] {
  return [
    "/usr/bin/prlimit",
    `--fsize=${fileBytesMax}`,
    `--nproc=${processesMax}`,
    "--core=0",
    "--",
  ]
}

function becoming(user: BuildUser): string[] {
  return [
    "/usr/bin/setpriv",
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    "--clear-groups",
    "--inh-caps=-all",
    "--no-new-privs",
    "--",
  ]
}

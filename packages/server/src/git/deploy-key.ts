// Deploy keys: made here, so that the private half never travels; and the public half of a key that was brought along.
//
// OpenSSH's own tool makes and reads them, in a folder on memory-backed storage that is gone afterwards.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Fault } from "#base/fault.ts"
import { run, type RunResult } from "#base/run.ts"
import { Sealed } from "#base/sealed.ts"
import { withCallFolder } from "./call-folder.ts"
import type { DeployKey } from "./git.ts"
import type { GitSettings } from "./git-settings.ts"
import { printable } from "./printable.ts"

export async function makeDeployKey(settings: GitSettings, comment: string): Promise<DeployKey> {
  return await withCallFolder(settings, async (folder) => {
    const file = join(folder.path, "key")
    const label = printable(comment, 80).replaceAll(/[^\p{L}\p{N}@._ -]/gu, "")
    const made = await keygen(settings, ["-q", "-t", "ed25519", "-N", "", "-C", label, "-f", file])
    if (made.code !== 0) {
      throw new Fault("git.failed", {
        public:
          "A deploy key could not be made. Tell the operator: the server's log has the reason",
        detail: { stderr: made.stderr.slice(0, 1_000) },
      })
    }
    const publicKey = (await readFile(`${file}.pub`, "utf8")).trim()
    return { privateKey: new Sealed(await readFile(file, "utf8")), publicKey }
  })
}

export async function publicKeyOf(settings: GitSettings, privateKey: Sealed): Promise<string> {
  return await withCallFolder(settings, async (folder) => {
    const file = await folder.write("key", `${privateKey.reveal().trimEnd()}\n`)
    const read = await keygen(settings, ["-y", "-P", "", "-f", file])
    if (read.code === 0) return read.stdout.trim()
    const isLocked = /incorrect passphrase/.test(read.stderr)
    throw new Fault("credential.invalid", {
      public: isLocked
        ? "The key is protected by a passphrase, which Modkeep cannot type. Make a key without one for this repository"
        : "This is not a private key that OpenSSH reads. Paste the whole file, from -----BEGIN to -----END",
    })
  })
}

async function keygen(settings: GitSettings, args: readonly string[]): Promise<RunResult> {
  try {
    return await run({
      command: "ssh-keygen",
      args,
      env: { PATH: settings.searchPath, LC_ALL: "C" },
      timeoutMs: 10_000,
      outputBytesMax: 64 * 1024,
    })
  } catch (cause) {
    throw new Fault("git.failed", {
      public:
        "Deploy keys need OpenSSH (ssh, ssh-keygen) on the server. Ask the operator to install it",
      cause,
    })
  }
}

// Makes the empty virtual environment and puts every wheel of the lock into it, linked from uv's cache, each checked by its hash.
//
// Nothing of a package runs here: uv asks the interpreter before there is anything in the environment, and unpacks.
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

import { environmentTooLarge } from "./environment-too-large.ts"
import { explainBuild } from "./explain-build.ts"
import { own } from "./job-folder.ts"
import { readLock, writeLock } from "./lock.ts"
import { type Build, remainingMs } from "./build.ts"
import { runStep } from "./run-step.ts"
import { cacheFolder } from "./workshop.ts"

/** Options of every uv command: no settings of the machine, no download of a Python, plain text. */
export const plainUv = ["--no-config", "--no-python-downloads", "--color", "never", "--no-progress"]

// What uv prints that is either ours to say, or about folders of this machine.
const noise = /^\s*(?:\+ |Using |Creating virtual|Resolved |Audited )/u
const download = /Downloading \S+ \((?<amount>[\d.]+)(?<unit>[KMG])iB\)/u
const unitBytes: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

export async function installWheels(making: Build): Promise<void> {
  const { resolution, folder, job, workshop } = making
  const sources = new Set(resolution.sourceOnly)
  const wheels = readLock(resolution.lock).filter((one) => !sources.has(`${one.name}==${one.pin}`))
  const list = join(job.path, "wheels.txt")
  await writeFile(list, writeLock(wheels))
  await own(workshop, list)
  making.tell("build", `making an environment of Python ${resolution.interpreter.version}`)
  await uv(making, ["venv", folder, "--relocatable", "--python", resolution.interpreter.path])
  making.tell("download", `installing ${wheels.length} wheels`)
  await uv(making, [
    ...["pip", "install", "--python", join(folder, "bin/python"), "--requirements", list],
    ...["--require-hashes", "--no-deps", "--only-binary", ":all:", "--link-mode", "hardlink"],
  ])
}

async function uv(making: Build, args: readonly string[]): Promise<void> {
  const { workshop, job, resolution } = making
  const tooLarge = new AbortController()
  let downloadedBytes = 0
  const onLine = (line: string): void => {
    if (!noise.test(line)) making.tell("download", line)
    const groups = download.exec(line)?.groups
    downloadedBytes += Number(groups?.["amount"] ?? 0) * (unitBytes[groups?.["unit"] ?? ""] ?? 0)
    // Packed files alone exceed the limit: nothing is gained by unpacking them.
    if (downloadedBytes > workshop.limits.sizeBytesMax)
      tooLarge.abort(environmentTooLarge(workshop.limits))
  }
  const signals = making.signal === undefined ? [tooLarge.signal] : [tooLarge.signal, making.signal]
  const result = await runStep(workshop, {
    trust: "own",
    command: [workshop.tools.uv, ...args, ...plainUv, "--cache-dir", cacheFolder(workshop)],
    cwd: job.path,
    readOnly: [resolution.interpreter.prefix],
    writable: [],
    network: true,
    timeoutMs: remainingMs(making),
    signal: AbortSignal.any(signals),
    onLine,
  })
  if (result.code !== 0) throw explainBuild(result.stderr, undefined)
}

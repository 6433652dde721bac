// Builds the distributions that exist as source only, each checked by its hash, and moves what came out into the environment.
//
// Their build scripts are foreign code: they see the index and a folder of their own. What they leave is looked through before it
// is moved: files and folders only, nothing over a file of another package.
import { lstat, mkdir, readdir, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"

import { Fault } from "#base/fault.ts"

import { type Build, remainingMs } from "./build.ts"
import { explainBuild } from "./explain-build.ts"
import { plainUv } from "./install-wheels.ts"
import { own } from "./job-folder.ts"
import { readLock, writeLock } from "./lock.ts"
import { measureTree } from "./measure-tree.ts"
import { runStep } from "./run-step.ts"

export async function installSources(making: Build): Promise<void> {
  const { resolution, folder } = making
  for (const source of resolution.sourceOnly) {
    making.tell("build", `building ${source} from source`, "warning")
    const out = await buildSource(making, source)
    await move(source, out, {
      packages: join(folder, "lib", `python${resolution.interpreter.release}`, "site-packages"),
      scripts: join(folder, "bin"),
    })
  }
}

async function buildSource(making: Build, source: string): Promise<string> {
  const { workshop, resolution, job } = making
  const home = join(job.path, `source-${source.replaceAll(/[^A-Za-z0-9.-]/gu, "-")}`)
  const out = join(home, "out")
  const list = join(home, "source.txt")
  const entry = readLock(resolution.lock).filter((one) => `${one.name}==${one.pin}` === source)
  await mkdir(out, { recursive: true })
  await writeFile(list, writeLock(entry))
  for (const path of [home, out, list]) await own(workshop, path)
  const result = await runStep(workshop, {
    trust: "foreign",
    command: [
      ...[workshop.tools.uv, "pip", "install", "--python", resolution.interpreter.path],
      ...["--target", out, "--requirements", list, "--require-hashes", "--no-deps"],
      ...["--no-binary", ":all:", "--cache-dir", join(home, "cache"), "--link-mode", "copy"],
      ...(resolution.asOf === undefined ? [] : ["--exclude-newer", resolution.asOf]),
      ...plainUv,
    ],
    cwd: home,
    readOnly: [resolution.interpreter.prefix],
    writable: [home],
    network: true,
    timeoutMs: remainingMs(making),
    signal: making.signal,
    onLine: (line) => {
      if (!/^\s*(?:\+ |Using |Resolved |Prepared |Installed )/u.test(line))
        making.tell("build", line)
    },
  })
  if (result.code !== 0) throw explainBuild(result.stderr, source)
  return out
}

async function move(
  source: string,
  out: string,
  to: { readonly packages: string; readonly scripts: string },
): Promise<void> {
  const { others } = await measureTree(out)
  if (others.length > 0) throw refused(source, "it makes links")
  for (const name of await readdir(out)) {
    if (name.startsWith(".")) continue
    if (name === "bin") await merge(join(out, name), to.scripts)
    else await merge(join(out, name), join(to.packages, name))
  }
}

// A namespace package (`google`) is spread over distributions: folders are joined, files of another one stay.
async function merge(from: string, to: string): Promise<void> {
  const present = await lstat(to).catch(() => undefined)
  if (present === undefined) {
    await rename(from, to)
  } else if (present.isDirectory() && (await lstat(from)).isDirectory()) {
    for (const name of await readdir(from)) await merge(join(from, name), join(to, name))
  }
}

function refused(source: string, reason: string): Fault {
  return new Fault("environment.build", {
    public: `Cannot install ${source} from source: ${reason}. Mend: choose a release that has a wheel`,
    problem: { mends: ["choose a release that has a wheel"] },
  })
}

// The system's own Python for the keeper: 3.9 or newer, found by running it. Environments of modules are never used for it.
import { access, constants } from "node:fs/promises"
import { delimiter, join } from "node:path"

import { Fault } from "#base/fault.ts"
import { run } from "#base/run.ts"

const names = ["python3", ...[14, 13, 12, 11, 10, 9].map((minor) => `python3.${minor}`)]
const usualFolders = ["/usr/bin", "/usr/local/bin", "/bin"]
const oldest = 9
const probe =
  "import sys, fcntl, socket, ctypes; print(sys.version_info[0] * 1000 + sys.version_info[1])"

/** @returns the path of an interpreter. @throws engine.unavailable when there is none. */
export async function findPython(path: string): Promise<string> {
  const folders = [...usualFolders, ...path.split(delimiter).filter((one) => one.startsWith("/"))]
  for (const folder of new Set(folders)) {
    for (const name of names) {
      const candidate = join(folder, name)
      if ((await isExecutable(candidate)) && (await isNewEnough(candidate))) return candidate
    }
  }
  throw new Fault("engine.unavailable", {
    public: `Cannot run modules: no Python 3.${oldest} or newer was found. Install python3`,
    detail: { folders },
  })
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function isNewEnough(python: string): Promise<boolean> {
  const limits = { timeoutMs: 10_000, outputBytesMax: 1_000 }
  const args = ["-I", "-c", probe]
  const env = { PATH: "/usr/bin:/bin" }
  try {
    const { code, stdout } = await run({ command: python, args, env, ...limits })
    return code === 0 && Number(stdout) >= 3000 + oldest
  } catch {
    return false
  }
}

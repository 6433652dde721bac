// Git 2.37 is the oldest that honours the pinned address (`http.curloptResolve`); an older one ignores it without a word.
import { Fault } from "#base/fault.ts"
import { run } from "#base/run.ts"
import { gitEnvironment } from "./git-environment.ts"
import type { GitSettings } from "./git-settings.ts"

const oldest = [2, 37] as const

/** @returns the version. @throws `git.too_old`, also when there is no Git at all */
export async function checkGitVersion(settings: GitSettings): Promise<string> {
  const { searchPath } = settings
  const env = gitEnvironment({
    searchPath,
    home: "/nonexistent",
    configFile: "/dev/null",
    protocol: "none",
  })
  const request = {
    command: "git",
    args: ["--version"],
    env,
    timeoutMs: 10_000,
    outputBytesMax: 1_000,
  }
  const text = await run(request).then(
    ({ stdout }) => stdout,
    () => "",
  )
  const [version = "none", major, minor] = /(\d+)\.(\d+)[^\s]*/.exec(text) ?? []
  const isOld =
    Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1])
  if (major === undefined || isOld) {
    throw new Fault("git.too_old", {
      public: `Git ${oldest.join(".")} or newer is needed on the server, found: ${version}. Ask the operator to install it`,
    })
  }
  return version
}

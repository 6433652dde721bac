// What is known of the environment that a version would get, in the words of the console and of the command line.
import type { EnvironmentPreview } from "./schemas/version.ts"

export function environmentWords({
  state,
  version,
  python,
  streamlit,
  packages,
}: EnvironmentPreview): string {
  const what = `Python ${python}, Streamlit ${streamlit}, ${packages} ${packages === 1 ? "package" : "packages"}`
  return `${what}: ${fate(state, version)}`
}

function fate(state: EnvironmentPreview["state"], version: EnvironmentPreview["version"]): string {
  const same = version === null ? undefined : `the same as version ${version.number}`
  if (state === "building") return "being built just now, and waited for"
  if (state === "built")
    return same === undefined ? "built already, used again" : `${same}, used again`
  return same === undefined
    ? "will be built"
    : `${same}, which is not on this machine any more: will be built`
}

// The options of a build, as `version create` and `version retry` take them.
import type { BuildOptions } from "@modkeep/contract/schemas/version"
import type { Call } from "../call.ts"
import { withoutUndefined } from "../without-undefined.ts"

export function buildOptions(call: Call): BuildOptions {
  return withoutUndefined({
    extraPackages: call.texts("package"),
    resolveAs: call.text("resolve-as"),
    python: call.text("python"),
    importCheck: call.choice("import-check", ["enforce", "warn"]),
    sourceBuilds: call.choice("source-builds", ["sandboxed", "never"]),
  })
}

/** Of them what decides which environment it is. */
export function environmentOf({
  extraPackages,
  resolveAs,
  python,
  sourceBuilds,
}: BuildOptions): BuildOptions {
  return withoutUndefined({ extraPackages, resolveAs, python, sourceBuilds })
}

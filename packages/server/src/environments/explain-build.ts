// A failed download or source build in plain words; the tool's own text goes to the log.
import { Fault } from "#base/fault.ts"

import { readResolveFailure } from "./resolve-failure.ts"

/** @param source the distribution that was being built from source, if any. */
export function explainBuild(stderr: string, source: string | undefined): Fault {
  const detail = { uv: stderr.slice(-8_000) }
  if (/No space left on device/u.test(stderr)) {
    return fault("environment.build", "this server's disk is full", "make room, then retry", detail)
  }
  if (/Hash mismatch/u.test(stderr)) {
    return fault(
      "environment.build",
      "a downloaded file is not the one that was locked (its hash differs)",
      "lock the dependencies again; if it happens again, ask who runs the package index",
      detail,
    )
  }
  if (readResolveFailure(stderr).kind === "network") {
    return fault(
      "environment.unreachable",
      "the package index cannot be reached",
      "try again",
      detail,
    )
  }
  const what = source ?? "a package"
  return fault(
    "environment.build",
    `${what} could not be built${causeOf(stderr)}`,
    source === undefined
      ? "see the build's log"
      : `choose a release of ${source.split("==")[0]} that has a wheel`,
    detail,
  )
}

function causeOf(stderr: string): string {
  if (
    /command '[^']*(?:cc|g\+\+|clang)[^']*' failed|No such file or directory: '[^']*(?:cc|c\+\+)'|gcc: not found/u.test(
      stderr,
    )
  ) {
    return ": it needs a C compiler or a system library that this server does not have"
  }
  const module = /ModuleNotFoundError: No module named '(?<name>[\w.]+)'/u.exec(stderr)?.groups?.[
    "name"
  ]
  if (module !== undefined) return `: its build script needs "${module}"`
  const last = /\b(?<error>[A-Z]\w*(?:Error|Exception): [^\n]{1,200})/u.exec(stderr)?.groups?.[
    "error"
  ]
  return last === undefined ? "" : `: ${last}`
}

function fault(
  code: "environment.build" | "environment.unreachable",
  sentence: string,
  mend: string,
  detail: Readonly<Record<string, unknown>>,
): Fault {
  return new Fault(code, {
    public: `The environment could not be built: ${sentence}. Mend: ${mend}`,
    detail,
    problem: { mends: [mend] },
  })
}

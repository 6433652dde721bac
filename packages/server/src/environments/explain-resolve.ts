// A refused resolve in plain words: what is wrong, and what would most likely mend it. uv's own text goes to the log.
import { Fault } from "#base/fault.ts"

import { isBuiltin, packageFor } from "./known-packages.ts"
import type { ResolveFailure } from "./resolve-failure.ts"

export function explainResolve(failure: ResolveFailure, stderr: string): Fault {
  const { sentence, mends, retry } = words(failure)
  return new Fault(retry ? "environment.unreachable" : "environment.resolve", {
    public: `Cannot resolve the dependencies: ${sentence}. Mend: ${mends[0] ?? "change the requirements"}`,
    detail: { uv: stderr.slice(0, 8_000) },
    problem: { mends },
  })
}

interface Words {
  readonly sentence: string
  readonly mends: readonly string[]
  readonly retry?: boolean
}

function words(failure: ResolveFailure): Words {
  switch (failure.kind) {
    case "not-found":
      return notFound(failure.name)
    case "no-release":
      return {
        sentence: `there is no release ${failure.name}${failure.specifier}`,
        mends: [`pin a release of ${failure.name} that exists`, "resolve as of a later date"],
      }
    case "later-release":
      return {
        sentence: `${failure.name} was published on ${failure.published.slice(0, 10)}, later than the date that packages are taken from`,
        mends: ['resolve as of "today"', `pin an earlier release of ${failure.name}`],
      }
    case "network":
      return {
        sentence: "the package index cannot be reached",
        mends: ["try again; if it stays so, check this server's way to the package index"],
        retry: true,
      }
    case "source-build":
      return {
        sentence: `${failure.name} exists as source only and its build failed${compilerHint(failure.text)}`,
        mends: [`pin a release of ${failure.name} that has a wheel`, "choose another Python"],
      }
    case "yanked":
      return {
        sentence: `${failure.name}${failure.specifier} was withdrawn from the index by its authors`,
        mends: [`pin the release of ${failure.name} exactly, or choose another`],
      }
    case "no-wheel":
      return {
        sentence: `${failure.name}${failure.specifier} has no ready-made wheel for this Python`,
        mends: ["choose another Python", `choose another release of ${failure.name}`],
      }
    case "python":
    case "conflict":
    case "no-upload-times":
      return {
        sentence: conflictSentence("text" in failure ? failure.text : ""),
        mends: ["loosen one of the pins named", "resolve as of another date"],
      }
    default:
      return failure satisfies never
  }
}

// People write the import's name, or a module that Python itself brings.
function notFound(name: string): Words {
  const known = packageFor(name).requirement
  const mends = [`check the spelling of "${name}"`, "take the line out if nothing imports it"]
  if (isBuiltin(name)) mends.unshift(`take "${name}" out: Python itself brings it`)
  else if (known !== name) mends.unshift(`write ${known}, the package that brings "${name}"`)
  return { sentence: `the package index has no package "${name}"`, mends }
}

// uv's chain of reasons, without its hints, as one sentence.
function conflictSentence(text: string): string {
  const cause =
    /cause: (?<cause>[\s\S]*?)(?:\n\s*\n|\nhint:|$)/u.exec(text)?.groups?.["cause"] ?? text
  const line = cause.replaceAll(/\s+/gu, " ").trim().replace(/\.$/u, "")
  const shortened = line.length > 600 ? `${line.slice(0, 600)} …` : line
  return shortened === "" ? "its requirements contradict each other" : lowerFirst(shortened)
}

function compilerHint(text: string): string {
  if (
    /gcc|g\+\+|cc: not found|command '[^']*(?:cc|clang)[^']*' failed|No such file or directory: '[^']*cc'/u.test(
      text,
    )
  ) {
    return " (it needs a C compiler or a system library that this server does not have)"
  }
  const module = /ModuleNotFoundError: No module named '(?<name>[\w.]+)'/u.exec(text)?.groups?.[
    "name"
  ]
  return module === undefined ? "" : ` (its build script needs "${module}")`
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

// The interpreters a version may run on, best first: what the author chose, else what the repository asks for, else every one
// that existed on the date its packages are of.
import type { Dependencies } from "./dependencies.ts"
import type { Interpreter } from "./interpreter.ts"
import { existedOn, pythonReleases, satisfiesPython } from "./python-release.ts"

export interface InterpreterWish {
  readonly dependencies: Pick<Dependencies, "python" | "requiresPython" | "file">
  /** The author's choice. */
  readonly chosen: string | undefined
  readonly asOf: string | undefined
}

export type InterpreterChoice =
  | { readonly candidates: readonly Interpreter[]; readonly warnings: readonly string[] }
  /** None is on this machine: the one that would fit, and who asks for it. */
  | { readonly wanted: string; readonly reason: string }

export function chooseInterpreters(
  interpreters: readonly Interpreter[],
  { dependencies, chosen, asOf }: InterpreterWish,
): InterpreterChoice {
  if (chosen !== undefined) return named(interpreters, chosen, "the version")
  if (dependencies.python !== undefined) {
    return asked(interpreters, dependencies.python.version, dependencies.python.file)
  }
  const { requiresPython } = dependencies
  const allows = (version: string): boolean =>
    requiresPython === undefined || satisfiesPython(version, requiresPython)
  const fitting = interpreters.filter((one) => allows(one.version))
  if (fitting.length === 0) {
    const wanted = pythonReleases.findLast((release) => allows(`${release}.99`)) ?? "3"
    const who = dependencies.file ?? "the module"
    return { wanted, reason: `${who} asks for Python ${requiresPython ?? "3.8 or newer"}` }
  }
  const ofTheTime = fitting.filter((one) => existedOn(one.release, asOf))
  return { candidates: onePerRelease(ofTheTime.length > 0 ? ofTheTime : fitting), warnings: [] }
}

// A repository that names one patch release runs on its neighbours.
function asked(
  interpreters: readonly Interpreter[],
  version: string,
  file: string,
): InterpreterChoice {
  const exact = named(interpreters, version, file)
  if ("candidates" in exact) return exact
  const near = named(interpreters, version.split(".").slice(0, 2).join("."), file)
  const used = "candidates" in near ? near.candidates[0]?.version : undefined
  if (used === undefined) return near
  const warning = `${file} asks for Python ${version}; this machine has ${used}, which is used`
  return {
    candidates: interpreters.filter((one) => one.version === used).slice(0, 1),
    warnings: [warning],
  }
}

function named(
  interpreters: readonly Interpreter[],
  version: string,
  who: string,
): InterpreterChoice {
  const found = interpreters.find((one) => one.version === version || one.release === version)
  if (found !== undefined) return { candidates: [found], warnings: [] }
  return { wanted: version, reason: `${who} asks for Python ${version}` }
}

function onePerRelease(interpreters: readonly Interpreter[]): Interpreter[] {
  return interpreters.filter(
    (one, at) => interpreters.findIndex((other) => other.release === one.release) === at,
  )
}
